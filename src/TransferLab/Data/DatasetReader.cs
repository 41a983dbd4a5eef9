namespace TransferLab.Data;

/// <summary>Chooses the reader for each folder and has <see cref="DatasetBuilder"/> make a checked <see cref="ImageDataset"/> of what they read.</summary>
internal static class DatasetReader
{
    public static ImageDataset Read(string root, DatasetOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        options.Validate();
        string[] roots = [.. options.FurtherRoots.Prepend(root).Select(r => Path.TrimEndingDirectorySeparator(Path.GetFullPath(r)))];
        foreach (var folder in roots)
        {
            if (File.Exists(folder))
                throw new DatasetException($"'{folder}' is a file: give the folder that holds the class folders.");
            if (!Directory.Exists(folder))
                throw new DatasetException($"The folder '{folder}' does not exist: check the path.");
        }
        DatasetRoots.CheckApart(roots);
        var common = DatasetRoots.CommonFolder(roots);
        var draft = new DatasetDraft(common);
        foreach (var folder in roots)
            ReadInto(draft, folder, options.Format ?? Detect(folder));
        return DatasetBuilder.Build(common, roots, draft, options);
    }

    private static void ReadInto(DatasetDraft draft, string root, DatasetFormat format)
    {
        draft.Saw(format);
        switch (format)
        {
            case DatasetFormat.LabelsCsv or DatasetFormat.JsonLines:
                LabelLists.Read(root, format, null, draft);
                break;
            case DatasetFormat.SplitFolders:
                ClassFolderReader.ReadSplits(root, draft);
                break;
            default:
                ClassFolderReader.ReadClasses(root, draft);
                break;
        }
    }

    private static DatasetFormat Detect(string root) =>
        LabelLists.In(root) ?? (ClassFolderReader.IsSplit(root) ? DatasetFormat.SplitFolders : DatasetFormat.ClassFolders);
}

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
