namespace TransferLab.Service.Security;

/// <summary>A file that lines are appended to. Before it would pass its limit it becomes <c>PATH.1</c>, what was that <c>PATH.2</c>, and
/// so on; the oldest goes. A line is never split, and where the files cannot be renamed the line is appended all the same.</summary>
/// <param name="path">The file.</param>
/// <param name="limit">Bytes of one file; 0 lets it grow. A single longer line has a file of its own.</param>
/// <param name="old">Most old files beside it, 1 or more.</param>
internal sealed class RotatingFile(string path, long limit, int old)
{
    private readonly Lock _lock = new();

    /// <summary>Appends a line, which is on its way to disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Append(string line)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
        lock (_lock)
        {
            if (limit > 0 && new FileInfo(path) is { Exists: true, Length: > 0 } file && file.Length + bytes.Length > limit)
                TryRotate();
            File.AppendAllBytes(path, bytes);
        }
    }

    // A file that is too long is better than an incomplete one; the next line tries again.
    private void TryRotate() => FileWork.Try(() =>
    {
        // From the oldest on, so that a host that is killed in between leaves a gap in the numbers and no line behind.
        for (var i = old - 1; i >= 1; i--)
            if (File.Exists(Name(i)))
                File.Move(Name(i), Name(i + 1), overwrite: true);
        File.Move(path, Name(1), overwrite: true);
    });

    private string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
