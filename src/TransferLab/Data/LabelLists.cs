namespace TransferLab.Data;

/// <summary>Files that list images and their labels: which one a folder has, and who reads it.</summary>
internal static class LabelLists
{
    /// <summary>The kind of list in a folder; null where it has none.</summary>
    /// <exception cref="DatasetException">It has two.</exception>
    public static DatasetFormat? In(string folder)
    {
        var (csv, json) = (File.Exists(Path.Combine(folder, LabelsCsvReader.FileName)), File.Exists(Path.Combine(folder, LabelsJsonReader.FileName)));
        if (csv && json)
            throw new DatasetException($"'{folder}' has both {LabelsCsvReader.FileName} and {LabelsJsonReader.FileName}: keep the one that holds.");
        return csv ? DatasetFormat.LabelsCsv : json ? DatasetFormat.JsonLines : null;
    }

    /// <summary>Reads the list of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="format">The kind of list.</param>
    /// <param name="part">The part its images belong to; null where that is open.</param>
    /// <param name="draft">Where they go.</param>
    public static void Read(string folder, DatasetFormat format, SplitPart? part, DatasetDraft draft)
    {
        if (format == DatasetFormat.JsonLines)
            LabelsJsonReader.Read(folder, part, draft);
        else
            LabelsCsvReader.Read(folder, part, draft);
    }
}

/// <summary>Takes the rows of a list of images, whatever its format: finds the files, and images that are listed twice.</summary>
/// <param name="path">Full path of the list; images are relative to its folder.</param>
/// <param name="part">The part its images belong to; null where that is open.</param>
/// <param name="draft">Where samples go.</param>
internal sealed class ListedImages(string path, SplitPart? part, DatasetDraft draft)
{
    private readonly string _folder = Path.GetDirectoryName(path)!;
    private readonly Dictionary<string, (long Line, IReadOnlyList<string> Labels)> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _realFolders = new(StringComparer.Ordinal);

    /// <exception cref="DatasetException">The image has no name, or was listed with other labels.</exception>
    public void Add(string image, IEnumerable<string> names, long line)
    {
        if (image.Length == 0)
            throw new DatasetException($"'{path}', line {line}: the image has no name.");
        if (image.Contains('\0', StringComparison.Ordinal))
            throw new DatasetException($"'{path}', line {line}: the name of the image holds a zero character.");
        string[] labels = [.. names.Distinct(StringComparer.Ordinal).Order(NaturalComparer.Instance)];
        var full = Path.GetFullPath(Path.Combine(_folder, image));
        var list = draft.Display(path);
        if (_byPath.TryGetValue(full, out var first))
        {
            if (!first.Labels.SequenceEqual(labels))
                throw new DatasetException(
                    $"'{path}', lines {first.Line} and {line}: '{image}' is listed with different labels; put all of them into one line.");
            draft.Warnings.Add($"{list}, line {line}: '{image}' is listed a second time; it counts once.");
            return;
        }
        _byPath.Add(full, (line, labels));
        var file = new FileInfo(full);
        if (FolderWalker.LeadsSomewhere(file))
            draft.Samples.Add(new DatasetDraft.DraftSample(full, draft.Display(full), FolderWalker.RealFile(file, _realFolders), labels, part,
                $"{list}, line {line}"));
        else
            draft.Skipped.Add(new SkippedImage(draft.Display(full), $"is listed in {list}, line {line}, but does not exist"));
    }
}
