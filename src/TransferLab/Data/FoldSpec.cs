namespace TransferLab.Data;

/// <summary>One fold of several: its images are kept away from a run altogether, as a test part is, and scored at its end.</summary>
public sealed record FoldSpec
{
    private const int MostFolds = 100;

    // Keeps the images that a fold validates on apart from the folds themselves.
    private const ulong Inner = 0x696E6E6572;

    /// <summary>Which fold, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>How many there are, 2 to 100.</summary>
    public required int Count { get; init; }

    /// <summary>Reads <c>2/5</c>.</summary>
    /// <exception cref="SettingException">It is no fold.</exception>
    public static FoldSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var number, var count] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var k)
            ? new() { Number = n, Count = k }
            : throw new SettingException($"'{text}' is no fold; it looks like 2/5.");
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">One is out of range.</exception>
    public void Validate()
    {
        SettingException.Require(Count is >= 2 and <= MostFolds, $"{new SettingName("Folds")} {Count} is out of range: 2 to {MostFolds}.");
        SettingException.Require(Number >= 1 && Number <= Count, $"Fold {Number} of {Count} does not exist.");
    }

    /// <summary>The parts of a fold's run: its own images as the test part, the rest divided into training and validation,
    /// stratified and by groups as well. A test part that the folders give takes no part in any fold.</summary>
    /// <exception cref="DatasetException">A class would have no training image.</exception>
    internal DataSplit Split(ImageDataset data, double validation, ulong seed)
    {
        int[] pool = [.. Enumerable.Range(0, data.Samples.Length).Where(i => data.Samples[i].Part != SplitPart.Test)];
        var (test, rest) = Divide(pool, Count, seed, f => f == Number - 1);
        var parts = Math.Max(2, (int)Math.Round(1 / validation));
        // The last part, which gets what is left when the others have theirs: of a rare label training goes first.
        var (held, train) = Divide(rest, parts, seed ^ Inner, f => f == parts - 1);
        if (test.Length == 0 || held.Length == 0)
            throw new DatasetException($"'{data.Root}' has too few images, or groups of images, for {Count} folds: take fewer.");
        var trained = train.SelectMany(i => data.Samples[i].Labels).ToHashSet();
        if (Enumerable.Range(0, data.Classes.Count).Where(c => !trained.Contains(c)).ToList() is { Count: > 0 } missing)
            throw new DatasetException($"The class '{data.Classes[missing[0]]}' of '{data.Root}' would have no training image in fold {Number}: it has too few "
                + $"images, or groups of them. Add some, or take fewer folds.");
        return new([.. train], [.. held], [.. test], IsGiven: false);

        (int[] In, int[] Out) Divide(int[] indices, int folds, ulong key, Func<int, bool> chosen)
        {
            ImageSample[] samples = [.. indices.Select(i => data.Samples[i])];
            var fold = StratifiedFolds.Assign(samples, data.Classes.Count, folds, key);
            return ([.. indices.Where((_, i) => chosen(fold[i]))], [.. indices.Where((_, i) => !chosen(fold[i]))]);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
