namespace TransferLab.DataChecks;

/// <summary>Groups of images that are the same, or nearly.</summary>
internal static class Duplicates
{
    // Of many pictures with one hash, so many stand for the others; comparing all pairs would take for ever on a folder of blank pages.
    private const int Representatives = 8;

    /// <summary>Readable images with the same bytes, in groups of two or more.</summary>
    /// <returns>Ascending indices, in the order of the first.</returns>
    public static List<int[]> Exact(IReadOnlyList<ImageFacts> facts) => [.. ByContent(facts).Where(g => g.Length > 1)];

    /// <summary>Readable images that look nearly alike without all being the same bytes, in groups: whatever a chain of pairs connects.</summary>
    /// <returns>Ascending indices, in the order of the first.</returns>
    public static List<int[]> Near(IReadOnlyList<ImageFacts> facts, int distance)
    {
        var contents = ByContent(facts);
        ImageFacts FactsOf(int content) => facts[contents[content][0]];
        int[][] byHash = [.. Enumerable.Range(0, contents.Count).GroupBy(i => FactsOf(i).Hash).Select(g => g.ToArray())];
        var sets = new DisjointSets(contents.Count);
        foreach (var alike in byHash)
            for (var i = 1; i < alike.Length; i++)
                for (var j = 0; j < Math.Min(i, Representatives); j++)
                    JoinIfLike(alike[j], alike[i]);
        foreach (var (a, b) in new HashIndex([.. byHash.Select(g => FactsOf(g[0]).Hash)]).Pairs(distance))
            foreach (var i in byHash[a].Take(Representatives))
                foreach (var j in byHash[b].Take(Representatives))
                    JoinIfLike(i, j);
        return [.. Enumerable.Range(0, contents.Count).GroupBy(sets.Find).Where(g => g.Skip(1).Any())
            .Select(g => g.SelectMany(c => contents[c]).Order().ToArray()).OrderBy(g => g[0])];

        void JoinIfLike(int i, int j)
        {
            if (sets.Find(i) != sets.Find(j) && FactsOf(i).Miniature!.IsLike(FactsOf(j).Miniature!))
                sets.Join(i, j);
        }
    }

    private static List<int[]> ByContent(IReadOnlyList<ImageFacts> facts)
    {
        var groups = new List<List<int>>();
        var byContent = new Dictionary<ContentHash, List<int>>();
        for (var i = 0; i < facts.Count; i++)
        {
            if (facts[i].Reason is not null)
                continue;
            if (!byContent.TryGetValue(facts[i].Content, out var group))
                groups.Add(byContent[facts[i].Content] = group = []);
            group.Add(i);
        }
        return groups.ConvertAll(g => g.ToArray());
    }
}

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
                $"{what} on {(sides.Count == 2 ? "two sides" : "three sides")}: "
                    + $"{string.Join(", ", sides.Select(g => $"{Name(g.Key)} '{set.PathOf(g.First())}'"))}{More(group.Length - sides.Count)}", Paths());
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

/// <summary>Numbers 0 … n-1 in sets that can be joined (union-find with path halving); a set goes by its smallest number.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, count)];

    public int Find(int item)
    {
        while (_parent[item] != item)
            item = _parent[item] = _parent[_parent[item]];
        return item;
    }

    public void Join(int a, int b)
    {
        var (x, y) = (Find(a), Find(b));
        _parent[Math.Max(x, y)] = Math.Min(x, y);
    }
}
