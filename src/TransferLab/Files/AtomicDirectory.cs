namespace TransferLab.Files;

/// <summary>Builds folders that are either whole or not there: under a temporary name beside the target, flushed to disk, then renamed.</summary>
internal static class AtomicDirectory
{
    /// <summary>Builds a folder; on any exception the target is as it was and the temporary folder is gone.</summary>
    /// <param name="path">The target. Its parent is created when missing.</param>
    /// <param name="build">Puts files into the temporary folder whose path it is given.</param>
    /// <param name="mayReplace">Asked about an existing, non-empty folder; without it, or when it says no, that folder is an error. A
    /// folder that is replaced is moved aside first and deleted last, and moved back when the new one cannot take its place.</param>
    /// <exception cref="IOException">The target is a file, or a non-empty folder that may not be replaced.</exception>
    public static void Write(string path, Action<string> build, Func<string, bool>? mayReplace = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Check(full, mayReplace);
        var temporary = AtomicFile.TemporaryName(full);
        Directory.CreateDirectory(temporary);
        try
        {
            build(temporary);
            foreach (var file in new DirectoryInfo(temporary).EnumerateFiles("*", SearchOption.AllDirectories))
                FlushToDisk(file);
            Check(full, mayReplace);
            MoveIntoPlace(temporary, full);
        }
        catch
        {
            FileWork.TryDeleteFolder(temporary);
            throw;
        }
    }

    private static void Check(string full, Func<string, bool>? mayReplace)
    {
        if (File.Exists(full))
            throw new IOException($"'{full}' is a file: choose another name for the folder.");
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any() && mayReplace?.Invoke(full) != true)
            throw new IOException($"The folder '{full}' exists and is not empty: choose another, or delete it.");
    }

    private static void MoveIntoPlace(string temporary, string full)
    {
        if (!Directory.Exists(full))
        {
            Directory.Move(temporary, full);
            return;
        }
        var aside = AtomicFile.TemporaryName(full);
        Directory.Move(full, aside);
        try
        {
            Directory.Move(temporary, full);
        }
        catch
        {
            Directory.Move(aside, full);
            throw;
        }
        FileWork.TryDeleteFolder(aside);
    }

    // Flushing needs a handle that may write, which a copied read-only file does not give; what it was copied from still exists.
    private static void FlushToDisk(FileInfo info)
    {
        if (info.IsReadOnly)
            return;
        using var file = info.Open(FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
