namespace TransferLab.DataChecks;

/// <summary>The cheap part of <see cref="DataCheck"/>, for the beginning of a run: only files of equal length are read, once for all runs on the same
/// pictures.</summary>
/// <param name="data">The images.</param>
internal sealed class QuickDataCheck(ImageDataset data)
{
    private const int FewImages = 5;
    private readonly Lazy<List<int[]>> _copies = new(() => Copies(data));

    /// <summary>What a user should know before training, one sentence each.</summary>
    public IReadOnlyList<string> Warnings(DataSplit split)
    {
        var warnings = new List<string>();
        var counts = new int[data.Classes.Count];
        foreach (var label in split.Train.SelectMany(i => data.Samples[i].Labels))
            counts[label]++;
        string[] tiny = [.. data.Classes.Where((_, c) => counts[c] < FewImages)];
        if (tiny.Length > 0)
            warnings.Add($"Fewer than {FewImages} training images: {ImageDataset.Some(tiny)}.");
        var side = new Dictionary<int, SplitPart>();
        foreach (var (indices, part) in new[] { (split.Train, SplitPart.Train), (split.Validation, SplitPart.Validation), (split.Test, SplitPart.Test) })
            foreach (var i in indices)
                side[i] = part;
        var copies = _copies.Value;
        Warn(copies.FindAll(c => c.DistinctBy(i => string.Join('|', data.Samples[i].Labels)).Skip(1).Any()), "are there under different labels");
        Warn(copies.FindAll(c => c.Select(i => side.GetValueOrDefault(i)).Distinct().Skip(1).Any()), "are trained on and held out");
        return warnings;

        void Warn(List<int[]> groups, string what)
        {
            if (groups.Count > 0)
                warnings.Add($"The same bytes {what}, {groups.Count} {(groups.Count == 1 ? "picture" : "pictures")}, e.g. "
                    + $"'{data.Samples[groups[0][0]].DisplayPath}' and '{data.Samples[groups[0][1]].DisplayPath}': "
                    + "a check of the data lists them all.");
        }
    }

    private static List<int[]> Copies(ImageDataset data) =>
        [.. Enumerable.Range(0, data.Samples.Length).GroupBy(i => Length(data.Samples[i].Path))
            .Where(g => g.Key > 0 && g.Skip(1).Any())
            .SelectMany(g => g.Select(i => (Index: i, Hash: Hash(data.Samples[i].Path))).Where(s => s.Hash is not null).GroupBy(s => s.Hash!.Value)
            .Where(s => s.Skip(1).Any()))
            .Select(g => g.Select(s => s.Index).ToArray()).OrderBy(g => g[0])];

    // Of the file itself where it is a link.
    private static long Length(string path) => FileWork.Do(() =>
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }, _ => -1);

    // It was readable a moment ago; training will say if it still is.
    private static ContentHash? Hash(string path) => FileWork.Do(() => (ContentHash?)ContentHash.Of(File.ReadAllBytes(path)), _ => null);
}
