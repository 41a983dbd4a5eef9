using TransferLab.Data;

namespace TransferLab.DataChecks;

/// <summary>What groups of duplicates mean: the same picture under two labels, on two sides, or only twice.</summary>
internal static class DuplicateFindings
{
    private const int Named = 4;

    public static IEnumerable<DataProblem> Of(CheckedSet set)
    {
        var exact = Duplicates.Exact(set.Facts);
        foreach (var group in exact)
            foreach (var problem in Judge(set, group, isExact: true))
                yield return problem;
        foreach (var group in Duplicates.Near(set.Facts, set.Options.NearDistance))
            foreach (var problem in Judge(set, group, isExact: false))
                yield return problem;
    }

    private static IEnumerable<DataProblem> Judge(CheckedSet set, int[] group, bool isExact)
    {
        var labels = group.GroupBy(set.LabelsOf, StringComparer.Ordinal).ToList();
        var sides = group.Where(i => set.Sides[i] is not null).GroupBy(i => set.Sides[i]!.Value).OrderBy(g => g.Key).ToList();
        var what = isExact ? "the same file" : "nearly the same picture";
        if (labels.Count > 1)
            yield return new(DataProblemKind.LabelConflict, isExact ? DataSeverity.Error : DataSeverity.Warning,
                $"{what} under different labels: {Some(labels.Select(g => $"'{set.PathOf(g.First())}' as {g.Key}"), labels.Count)}", Paths());
        if (sides.Count > 1)
            yield return new(DataProblemKind.SplitLeak, isExact && set.IsSplitGiven ? DataSeverity.Error : DataSeverity.Warning,
                $"{what} on {(sides.Count == 2 ? "two sides" : "three sides")}: {string.Join(", ", sides.Select(g => $"{Name(g.Key)} '{set.PathOf(g.First())}'"))}{More(group.Length - sides.Count)}", Paths());
        if (labels.Count == 1 && sides.Count < 2)
            yield return new(isExact ? DataProblemKind.ExactDuplicate : DataProblemKind.NearDuplicate, isExact ? DataSeverity.Warning : DataSeverity.Note,
                $"{what} {group.Length} times: {Some(group.Select(i => $"'{set.PathOf(i)}'"), group.Length)}", Paths());

        string[] Paths() => [.. group.Select(set.PathOf)];
    }

    /// <summary>The word for a side.</summary>
    internal static string Name(SplitPart side) => side switch
    {
        SplitPart.Train => "training",
        SplitPart.Validation => "validation",
        _ => "test",
    };

    private static string Some(IEnumerable<string> names, int count) => string.Join(", ", names.Take(Named)) + More(count - Named);

    private static string More(int count) => count > 0 ? $" and {count} more" : "";
}
