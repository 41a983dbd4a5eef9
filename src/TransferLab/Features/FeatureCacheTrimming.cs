namespace TransferLab.Features;

/// <summary>Keeps a folder of cached activations within a size by deleting the files used longest ago; everything in them can be computed again.</summary>
internal static class FeatureCacheTrimming
{
    /// <summary>Deletes files until those that are left fit; files that any process has open stay, and count.</summary>
    /// <param name="directory">Folder of cache files.</param>
    /// <param name="limit">Bytes, 0 or more.</param>
    public static void Trim(string directory, long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var folder = new DirectoryInfo(directory);
        if (!folder.Exists)
            return;
        // Private files are of use to their own process only: one that is not open was left by a process that was killed.
        foreach (var file in folder.EnumerateFiles("*.private"))
            TryDelete(file);
        var files = folder.EnumerateFiles("*.features").OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        var total = files.Sum(f => f.Length);
        foreach (var file in files)
        {
            if (total <= limit)
                return;
            var length = file.Length;
            if (TryDelete(file))
                total -= length;
        }
    }

    private static bool TryDelete(FileInfo file) => FileWork.Do(() =>
    {
        // Opened without sharing first, since some systems delete open files without a word.
        using var handle = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None | FileShare.Delete, bufferSize: 0);
        file.Delete();
        return true;
    }, _ => false);
}
