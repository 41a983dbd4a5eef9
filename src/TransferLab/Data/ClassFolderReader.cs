namespace TransferLab.Data;

/// <summary>Reads <c>root/CLASS/**</c> and <c>root/{train,val,test}/CLASS/**</c>; a part may have a list of labels in place of class folders.</summary>
internal static class ClassFolderReader
{
    /// <summary>The part that a folder's name stands for, if any.</summary>
    public static SplitPart? PartOf(string name) => name.ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" => SplitPart.Train,
        "VAL" or "VALID" or "VALIDATION" => SplitPart.Validation,
        "TEST" => SplitPart.Test,
        _ => null,
    };

    /// <summary>Whether a folder is divided into parts: a train folder and another part, all of them holding class folders or a list of labels,
    /// and nothing else beside them. The last condition keeps a set with the classes "train", "test" and "bus" a set of three classes.</summary>
    public static bool IsSplit(string root)
    {
        var folders = FolderWalker.Folders(root);
        var parts = folders.Select(f => PartOf(f.Name)).ToList();
        return parts.Count >= 2 && parts.TrueForAll(p => p is not null) && parts.Contains(SplitPart.Train)
            && folders.TrueForAll(f => LabelLists.In(f.FullName) is not null
            || (FolderWalker.Folders(f.FullName).Count > 0 && !FolderWalker.HasFiles(f.FullName)));
    }

    public static void ReadClasses(string root, DatasetDraft draft) => Read(draft, root, null);

    public static void ReadSplits(string root, DatasetDraft draft)
    {
        var seen = new Dictionary<SplitPart, string>();
        foreach (var folder in FolderWalker.Folders(root))
        {
            if (PartOf(folder.Name) is not { } part)
            {
                draft.Warnings.Add($"The folder '{folder.Name}' lies beside the train folder but names no part of a split (train, val, test); it is left out.");
                continue;
            }
            if (!seen.TryAdd(part, folder.Name))
                throw new DatasetException($"'{root}' has both '{seen[part]}' and '{folder.Name}', which mean the same part: keep one.");
            if (LabelLists.In(folder.FullName) is { } list)
                LabelLists.Read(folder.FullName, list, part, draft);
            else
                Read(draft, folder.FullName, part);
        }
        if (!seen.ContainsKey(SplitPart.Train))
            throw new DatasetException($"'{root}' has no folder 'train': lay it out as train/CLASS/… and val/CLASS/…");
    }

    private static void Read(DatasetDraft draft, string parent, SplitPart? part)
    {
        var folders = FolderWalker.Folders(parent);
        if (folders.Count == 0)
            throw new DatasetException(FolderWalker.HasFiles(parent)
                ? $"'{parent}' holds files but no class folders: put the images of each class into a sub-folder named after the class, or add a labels.csv."
                : $"'{parent}' holds no images: it should have one sub-folder per class, named after the class.");
        foreach (var folder in folders)
        {
            draft.DeclaredLabels.Add(folder.Name);
            string[] labels = [folder.Name];
            foreach (var (file, real) in FolderWalker.FilesBelow(folder.FullName))
            {
                if (file.LinkTarget is not null && !FolderWalker.LeadsSomewhere(file))
                    draft.Skipped.Add(new SkippedImage(draft.Display(file.FullName), $"is a symbolic link to '{file.LinkTarget}', which does not exist"));
                else
                    draft.Samples.Add(new DatasetDraft.DraftSample(file.FullName, draft.Display(file.FullName), real, labels, part, null));
            }
        }
    }
}
