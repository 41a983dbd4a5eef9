namespace TransferLab.Files;

/// <summary>Writes files that are either whole or not there: to a temporary name beside the target, flushed to disk, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file; on any exception the target is as it was and the temporary file is gone.</summary>
    /// <param name="path">The target; its folder must exist. An existing file is replaced.</param>
    /// <param name="write">Writes the contents.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        var temporary = TemporaryName(full);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            // The exception under way says what went wrong; another one would hide it.
            FileWork.Try(() => File.Delete(temporary));
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>A hidden name in the same folder, hence on the same volume, that no other process uses.</summary>
    internal static string TemporaryName(string full) => Path.Combine(
        Path.GetDirectoryName(full) ?? throw new SettingException($"'{full}' is the root of a volume, no place for a file or run."),
        $".{Path.GetFileName(full)}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..8]}.tmp");

    /// <summary>Whether a path has a name made by <see cref="TemporaryName"/>.</summary>
    internal static bool IsTemporary(string path) => Path.GetFileName(path) is ['.', ..] name && name.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>Deletes what a killed process left under temporary names. Only for folders that this process alone writes to.</summary>
    internal static void DeleteLeftovers(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => IsTemporary(e.Name)).ToList())
            FileWork.Try(() =>
            {
                // What cannot be deleted has a hidden name and harms nobody.
                if (entry is DirectoryInfo directory)
                    directory.Delete(recursive: true);
                else
                    entry.Delete();
            });
    }
}
