namespace TransferLab.DataChecks;

/// <summary>What is odd about classes and the split.</summary>
internal static class ClassFindings
{
    // Beyond it, a classifier that never names the smaller class loses next to nothing.
    private const int LargestRatio = 10;

    public static IEnumerable<DataProblem> Of(CheckedSet set, IReadOnlyList<ClassCounts> classes, string? noSplit)
    {
        if (classes.Count < 2)
            yield return new(DataProblemKind.NotTrainable, DataSeverity.Error, $"there is one class only ('{classes[0].Label}'); a classifier needs two", []);
        else if (noSplit is not null)
            yield return new(DataProblemKind.NotTrainable, DataSeverity.Error, noSplit, []);
        foreach (var warning in set.Data.Warnings)
            yield return new(DataProblemKind.Layout, DataSeverity.Warning, warning, []);
        foreach (var c in classes)
        {
            if (c.Total < set.Options.TinyClass)
                yield return new(DataProblemKind.TinyClass, DataSeverity.Warning, $"'{c.Label}' has {c.Total} {(c.Total == 1 ? "image" : "images")}", []);
            else if (noSplit is null && c.Validation == 0)
                yield return new(DataProblemKind.TinyClass, DataSeverity.Warning, $"'{c.Label}' has no image to validate on", []);
        }
        var (least, most) = (classes.MinBy(c => c.Total)!, classes.MaxBy(c => c.Total)!);
        if (set.Data.Task == LearningTask.SingleLabel && least.Total > 0 && most.Total > (long)LargestRatio * least.Total)
            yield return new(DataProblemKind.TinyClass, DataSeverity.Note, $"'{most.Label}' has {most.Total / least.Total} times the images of '{least.Label}'",
                []);
    }
}
