using System.Collections.Immutable;

namespace TransferLab.Data;

/// <summary>Chooses the reader for a folder and turns what it read into a checked <see cref="ImageDataset"/>.</summary>
internal static class DatasetReader
{
    public static ImageDataset Read(string root, DatasetOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinimumClasses, 1);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (File.Exists(full))
            throw new DatasetException($"'{full}' is a file: give the folder that holds the class folders.");
        if (!Directory.Exists(full))
            throw new DatasetException($"The folder '{full}' does not exist: check the path.");
        var draft = (options.Format ?? Detect(full)) switch
        {
            DatasetFormat.LabelsCsv when !File.Exists(Path.Combine(full, LabelsCsvReader.FileName)) =>
                throw new DatasetException($"'{full}' has no {LabelsCsvReader.FileName}: add one with the columns image,labels, or choose another format."),
            DatasetFormat.LabelsCsv => LabelsCsvReader.Read(full),
            DatasetFormat.SplitFolders => ClassFolderReader.ReadSplits(full),
            _ => ClassFolderReader.ReadClasses(full),
        };
        return Build(full, draft, options);
    }

    private static DatasetFormat Detect(string root) =>
        File.Exists(Path.Combine(root, LabelsCsvReader.FileName)) ? DatasetFormat.LabelsCsv
        : ClassFolderReader.IsSplit(root) ? DatasetFormat.SplitFolders
        : DatasetFormat.ClassFolders;

    private static ImageDataset Build(string root, DatasetDraft draft, DatasetOptions options)
    {
        if (draft.Samples.Count == 0)
            throw new DatasetException(draft.Skipped.Count > 0
                ? $"'{root}' holds no images: none of the {draft.Skipped.Count} listed files exists; the first is '{draft.Skipped[0].Path}'."
                : $"'{root}' holds no images: put the images of each class into its sub-folder.");
        var used = draft.Samples.SelectMany(s => s.Labels).ToHashSet(StringComparer.Ordinal);
        var empty = draft.DeclaredLabels.Where(l => !used.Contains(l)).Order(NaturalComparer.Instance).ToList();
        if (empty.Count > 0 && options.RequireImagesInEveryClass)
            throw new DatasetException($"In '{root}' the class {ImageDataset.Some(empty)} has no images: add some or delete the folder.");
        if (empty.Count > 0)
            draft.Warnings.Add($"The class {ImageDataset.Some(empty)} has no images and is left out.");
        var classes = new ClassMap(used.Order(NaturalComparer.Instance));
        if (classes.Count < options.MinimumClasses)
            throw new DatasetException(classes.Count == 0
                ? $"No image of '{root}' has a label: fill the column 'labels'."
                : $"'{root}' has one class only ('{classes[0]}'): a classifier needs at least {options.MinimumClasses}. Add a folder with images of something else.");
        var task = TaskOf(draft, options);
        WarnOfTwins(classes, draft.Warnings);
        var samples = draft.Samples.Select(s => new ImageSample(s.Path, s.DisplayPath, [.. s.Labels.Select(classes.IndexOf).Order()], s.Part));
        return new ImageDataset(root, draft.Format, task, classes, [.. samples], [.. draft.Skipped], [.. draft.Warnings]);
    }

    private static LearningTask TaskOf(DatasetDraft draft, DatasetOptions options)
    {
        var odd = draft.Samples.Find(s => s.Labels.Count != 1);
        if (options.Task == LearningTask.SingleLabel && odd is not null)
            throw new DatasetException($"'{odd.DisplayPath}' has {odd.Labels.Count} labels, but the task is single-label: give it exactly one, or train multi-label.");
        return options.Task ?? (odd is null ? LearningTask.SingleLabel : LearningTask.MultiLabel);
    }

    // "Café" typed on two systems, or "Dog" beside "dog", is nearly always one class by accident in two folders.
    private static void WarnOfTwins(ClassMap classes, List<string> warnings)
    {
        foreach (var twins in classes.GroupBy(LabelFolding.Fold, StringComparer.Ordinal).Where(g => g.Count() > 1))
            warnings.Add($"The classes {ImageDataset.Some([.. twins])} differ only in case, spaces or the encoding of accents: are they meant to be one?");
    }
}
