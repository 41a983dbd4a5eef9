namespace TransferLab.Data;

/// <summary>Several folders as one set: where their common root lies, and that none holds another.</summary>
internal static class DatasetRoots
{
    /// <summary>The deepest folder that holds all the roots, so that paths relative to it tell them apart; the root itself where there is one.</summary>
    /// <param name="roots">Full paths without separators at the end, at least one.</param>
    public static string CommonFolder(IReadOnlyList<string> roots)
    {
        var common = roots[0];
        foreach (var root in roots.Skip(1))
            while (!IsWithin(root, common) && Path.GetDirectoryName(common) is { } parent)
                common = parent;
        return common;
    }

    /// <exception cref="DatasetException">A root is given twice or lies within another: its images would count twice.</exception>
    public static void CheckApart(IReadOnlyList<string> roots)
    {
        if (roots.Count == 1)
            return;
        string[] real = [.. roots.Select(FolderWalker.RealPath)];
        for (var i = 0; i < real.Length; i++)
            for (var j = 0; j < real.Length; j++)
                if (i != j && IsWithin(real[i], real[j]))
                    throw new DatasetException(real[i] == real[j]
                        ? $"The folder '{roots[i]}' is given twice: name each folder once."
                        : $"The folder '{roots[i]}' lies within '{roots[j]}', so that its images would count twice: name folders that lie apart.");
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
