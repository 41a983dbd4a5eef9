using TransferLab.Files;

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
