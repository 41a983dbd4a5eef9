namespace TransferLab.Data;

/// <summary>Lists files below a folder in natural order; follows symbolic links, and survives links that lead in circles.</summary>
internal static class FolderWalker
{
    private const int MaximumLinkHops = 40;
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>What no data set means: hidden entries and the leavings of desktop systems and archivers.</summary>
    public static bool IsIgnored(string name) =>
        name.StartsWith('.')
        || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase)
        || name.Equals("__MACOSX", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folders directly below a folder, links to folders included, in natural order of their names.</summary>
    public static List<DirectoryInfo> Folders(string path) => Entries(path).Folders;

    /// <summary>Whether files lie directly in a folder.</summary>
    public static bool HasFiles(string path) => Entries(path).Files.Count > 0;

    /// <summary>All files at any depth, each real folder entered once, with their paths without links.</summary>
    public static List<(FileInfo File, string RealPath)> FilesBelow(string path)
    {
        var files = new List<(FileInfo, string)>();
        Walk(path, files, new HashSet<string>(StringComparer.Ordinal));
        return files;
    }

    /// <summary>What may be a picture of <see cref="FilesBelow"/>: everything but the lists and texts that lie beside pictures.</summary>
    public static IEnumerable<FileInfo> PicturesBelow(string path) =>
        FilesBelow(path).Select(f => f.File).Where(f => f.Extension is not (".csv" or ".jsonl" or ".json" or ".txt" or ".md"));

    /// <summary>The path of a file with every link on the way resolved.</summary>
    public static string RealFile(FileInfo file, Dictionary<string, string> folders)
    {
        if (file.LinkTarget is not null)
            return RealPath(file.FullName);
        var folder = file.DirectoryName!;
        if (!folders.TryGetValue(folder, out var real))
            folders.Add(folder, real = RealPath(folder));
        return Path.Combine(real, file.Name);
    }

    /// <summary>Whether a link ends at something that exists. <see cref="File.Exists"/> is content with the link itself.</summary>
    public static bool LeadsSomewhere(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true)?.Exists ?? link.Exists;
        }
        catch (IOException)
        {
            // Links that lead in circles.
            return false;
        }
    }

    /// <summary>The path with every link on the way resolved: two ways to one place give one name.</summary>
    public static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (var hops = 0; hops < MaximumLinkHops; hops++)
        {
            var resolved = ResolveFirstLink(full);
            if (resolved is null)
                return full;
            full = resolved;
        }
        return full;
    }

    private static void Walk(string path, List<(FileInfo, string)> files, HashSet<string> visited)
    {
        var real = RealPath(path);
        if (!visited.Add(real))
            return;
        var (folders, here) = Entries(path);
        files.AddRange(here.Select(f => (f, f.LinkTarget is null ? Path.Combine(real, f.Name) : RealPath(f.FullName))));
        foreach (var folder in folders)
            Walk(folder.FullName, files, visited);
    }

    private static (List<DirectoryInfo> Folders, List<FileInfo> Files) Entries(string path)
    {
        var folders = new List<DirectoryInfo>();
        var files = new List<FileInfo>();
        try
        {
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", s_everything))
            {
                if (IsIgnored(entry.Name))
                    continue;
                if (entry is DirectoryInfo folder)
                    folders.Add(folder);
                else
                    files.Add((FileInfo)entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The folder '{path}' cannot be listed ({e.Message}): check that it exists and may be read.", e);
        }
        folders.Sort((a, b) => NaturalComparer.Instance.Compare(a.Name, b.Name));
        files.Sort((a, b) => NaturalComparer.Instance.Compare(a.Name, b.Name));
        return (folders, files);
    }

    private static string? ResolveFirstLink(string full)
    {
        var root = Path.GetPathRoot(full) ?? "";
        var current = root;
        var parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            current = Path.Combine(current, parts[i]);
            if (new DirectoryInfo(current).LinkTarget is not { } target)
                continue;
            var linked = Path.Combine(Path.GetDirectoryName(current) ?? root, target);
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine([linked, .. parts[(i + 1)..]])));
        }
        return null;
    }
}
