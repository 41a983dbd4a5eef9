namespace TransferLab.DataChecks;

/// <summary>Looks through a folder of labelled images for what spoils training or scores: unreadable files, duplicates, leaks between the sides of the split,
/// conflicting labels, odd files.</summary>
public static class DataCheck
{
    /// <summary>Checks a folder. Every file is decoded once; the result does not depend on timing.</summary>
    /// <param name="images">The folder.</param>
    /// <param name="options">What to look for; null for the defaults.</param>
    /// <param name="progress">Told how many files are done, of how many, from any thread; null for nobody.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="DatasetException">The folder holds no labelled images at all, or its list of labels is malformed.</exception>
    public static DataCheckReport Run(string images, DataCheckOptions? options = null, Action<int, int>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new DataCheckOptions();
        options.Validate();
        var data = ImageDataset.FromFolder(images, options.Dataset with { MinimumClasses = 1, RequireImagesInEveryClass = false });
        var facts = ImageInspector.Inspect(data, options.Threads, progress, cancellation);
        var (split, noSplit) = SplitOf(data, facts, options);
        var sides = new SplitPart?[facts.Length];
        foreach (var (indices, side) in new[] { (split.Train, SplitPart.Train), (split.Validation, SplitPart.Validation), (split.Test, SplitPart.Test) })
            foreach (var i in indices)
                sides[i] = side;
        var set = new CheckedSet(data, facts, sides, split.IsGiven, options);
        ClassCounts[] classes = [.. data.Classes.Select((label, c) => Count(label, i => data.Samples[i].Labels.Contains(c)))];
        return new DataCheckReport
        {
            Root = data.Root,
            Roots = [.. data.Roots],
            Format = data.Format,
            Task = data.Task,
            Files = data.Samples.Length + data.Skipped.Length,
            Unlabelled = data.Samples.Count(s => s.Labels.IsEmpty),
            IsSplitGiven = split.IsGiven,
            All = Count("", _ => true),
            Classes = classes,
            Problems = [.. ClassFindings.Of(set, classes, noSplit).Concat(FileFindings.Of(set)).Concat(DuplicateFindings.Of(set))
                .OrderByDescending(p => p.Severity).ThenBy(p => p.Kind)],
        };

        ClassCounts Count(string label, Func<int, bool> belongs)
        {
            var on = Enumerable.Range(0, facts.Length).Where(i => facts[i].Reason is null && belongs(i)).CountBy(i => sides[i] ?? SplitPart.Train)
                .ToDictionary();
            return new(label, on.GetValueOrDefault(SplitPart.Train), on.GetValueOrDefault(SplitPart.Validation), on.GetValueOrDefault(SplitPart.Test));
        }
    }

    // Of the readable images, as training draws it.
    private static (DataSplit Split, string? Problem) SplitOf(ImageDataset data, ImageFacts[] facts, DataCheckOptions options)
    {
        ImmutableArray<int> readable = [.. Enumerable.Range(0, facts.Length).Where(i => facts[i].Reason is null)];
        var none = new DataSplit([], [], [], false);
        if (readable.IsEmpty)
            return (none, "no file is a readable image");
        try
        {
            var split = data.Only(readable).Split(options.Validation, options.Seed);
            return (new DataSplit(Back(split.Train), Back(split.Validation), Back(split.Test), split.IsGiven), null);
        }
        catch (DatasetException e)
        {
            return (none, e.Message);
        }

        ImmutableArray<int> Back(ImmutableArray<int> indices) => [.. indices.Select(i => readable[i])];
    }
}

/// <summary>What <see cref="DataCheck"/> is asked to do. Immutable.</summary>
public sealed record DataCheckOptions
{
    private static readonly SettingName s_nearDistance = new(nameof(NearDistance)) { Name = "near" };

    /// <summary>How the folder is read.</summary>
    public DatasetOptions Dataset { get; init; } = new();
    /// <summary>Share held out where the folders bring no split of their own, above 0 and below 1. Default 0.2, as in training.</summary>
    public double Validation { get; init; } = 0.2;
    /// <summary>Seed of that split. Default 1, as in training.</summary>
    public ulong Seed { get; init; } = 1;
    /// <summary>Bits, of 63, in which the perceptual hashes of near duplicates may differ, 0 to 16. Default 12; pairs are compared as pictures too.</summary>
    public int NearDistance { get; init; } = 12;
    /// <summary>A class with fewer images is tiny. Default 10.</summary>
    public int TinyClass { get; init; } = 10;
    /// <summary>A picture whose shorter side has fewer pixels is tiny. Default 32.</summary>
    public int ShortestSide { get; init; } = 32;
    /// <summary>A picture whose longer side is more than so many times the shorter is odd. Default 5.</summary>
    public double LargestAspect { get; init; } = 5;
    /// <summary>A picture with more pixels is huge, and slow to decode. Default 40 million.</summary>
    public long LargestPixels { get; init; } = 40_000_000;
    /// <summary>Threads; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public void Validate()
    {
        Dataset.Validate();
        SettingException.Require(Validation is > 0 and < 1,
            $"{new SettingName(nameof(Validation))} {Validation} is out of range: a share above 0 and below 1, e.g. 0.2.");
        SettingException.Require(NearDistance is >= 0 and <= HashIndex.LargestDistance,
            $"{s_nearDistance} {NearDistance} is out of range: 0 to {HashIndex.LargestDistance} bits.");
        SettingException.Require(TinyClass >= 0, $"{new SettingName(nameof(TinyClass))} {TinyClass} is out of range: 0 or more.");
        SettingException.Require(Threads is >= 0 and <= 1024, $"{new SettingName(nameof(Threads))} {Threads} is out of range: 0 (all cores) to 1024.");
    }
}

/// <summary>What the findings are drawn from: the set, what its files hold, and which side each is on.</summary>
/// <param name="Data">The set, unreadable files included.</param>
/// <param name="Facts">Of each sample.</param>
/// <param name="Sides">Of each sample; null where no split could be made, and for unreadable files.</param>
/// <param name="IsSplitGiven">Whether the folders say what is held out.</param>
/// <param name="Options">What was asked for.</param>
internal sealed record CheckedSet(ImageDataset Data, IReadOnlyList<ImageFacts> Facts, IReadOnlyList<SplitPart?> Sides, bool IsSplitGiven,
    DataCheckOptions Options)
{
    /// <summary>The path of a sample as people see it.</summary>
    public string PathOf(int sample) => Data.Samples[sample].DisplayPath;

    /// <summary>Names of a sample's labels.</summary>
    public string LabelsOf(int sample) =>
        Data.Samples[sample].Labels is { Length: > 0 } labels ? string.Join(" and ", labels.Select(l => $"'{Data.Classes[l]}'")) : "no label";
}
