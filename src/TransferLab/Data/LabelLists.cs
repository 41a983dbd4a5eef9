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
