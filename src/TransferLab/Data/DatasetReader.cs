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

    private static DatasetFormat Detect(string root) => LabelLists.In(root) ?? (ClassFolderReader.IsSplit(root) ? DatasetFormat.SplitFolders : DatasetFormat.ClassFolders);
}
