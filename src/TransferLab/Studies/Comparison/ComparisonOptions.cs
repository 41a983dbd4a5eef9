namespace TransferLab.Studies.Comparison;

/// <summary>What a comparison of freeze strategies is asked to do. Immutable.</summary>
public sealed record ComparisonOptions
{
    // What a run's strategy is called, where there are several.
    private static readonly SettingName s_strategies = new(nameof(Strategies)) { Name = "freeze" };

    /// <summary>
    /// What all runs have in common. Its strategy is not used; its seed is the first one; its output is the folder of the comparison. Training images are
    /// varied the same way for all strategies, so its augmentation is not <see cref="AugmentationLevel.Auto"/>.
    /// </summary>
    public required FineTuneOptions Common { get; init; }
    /// <summary>The strategies, each once, at least one. The first linear probe among them, or else the first, is what the others are held against.</summary>
    public required IReadOnlyList<FreezePolicy> Strategies { get; init; }
    /// <summary>Number of seeds, 1 to 1000; each strategy runs once with each. Default 3.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>The time to spend, as a share of what all runs would take as commands one after another, above 0 and at most 1. With
    /// one n-th or more for n seeds every strategy gets its first seed, the cheapest first, and what is left goes to more seeds of
    /// those that are not clearly beaten; with less, only what is expected to fit. Null (the default) does every run.</summary>
    public double? Budget { get; init; }

    /// <summary>The share of the runs to do. Default all.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Confidence of the intervals, above 0 and below 1. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public void Validate()
    {
        Common.Validate();
        SettingException.Require(Strategies.Count > 0,
            $"{s_strategies} names no strategy: list some, e.g. linear-probe,partial:1,full.");
        var names = Strategies.Select(s => s.ToString()).ToArray();
        SettingException.Require(names.Distinct(StringComparer.Ordinal).Count() == names.Length,
            $"{s_strategies} names a strategy twice: {string.Join(", ", names)}.");
        SettingException.Require(Seeds is >= 1 and <= 1000, $"{new SettingName(nameof(Seeds))} {Seeds} is out of range: 1 to 1000.");
        SettingException.Require(Common.Seed <= ulong.MaxValue - (ulong)Seeds,
            $"{new SettingName(nameof(FineTuneOptions.Seed))} {Common.Seed} leaves no room for {Seeds} seeds.");
        SettingException.Require(Budget is null or (> 0 and <= 1),
            $"{new SettingName(nameof(Budget))} {Budget} is out of range: a share above 0 and at most 1, e.g. 0.3.");
        SettingException.Require(Confidence is > 0 and < 1,
            $"{new SettingName(nameof(Confidence))} {Confidence} is out of range: a share above 0 and below 1, e.g. 0.95.");
        SettingException.Require(Budget is null || Shard.Count == 1,
            $"{new SettingName(nameof(Budget))} and {new SettingName(nameof(Shard))} exclude each other: what to leave out is decided over all runs.");
        SettingException.Require(Common.Augmentation != AugmentationLevel.Auto,
            $"A comparison varies the images of all strategies alike: {new SettingName(nameof(FineTuneOptions.Augmentation))} is a preset other than auto, or "
                + $"a policy file.");
    }
}

/// <summary>A share of a comparison's runs, for one of several processes or machines.</summary>
/// <param name="Index">Which share, from 1.</param>
/// <param name="Count">How many shares there are.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>Everything.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>2/3</c>.</summary>
    /// <exception cref="SettingException">It is no share.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('/') is [var i, var n] && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && index >= 1 && index <= count)
            return new(index, count);
        throw new SettingException($"{new SettingName(nameof(ComparisonOptions.Shard))} '{text}' is no share: write i/n with i from 1 to n, e.g. 2/3.");
    }

    /// <summary>Whether a run is in the share. Where the shares would each get whole strategies, they take turns from seed to seed: some strategies take far
    /// longer than others.</summary>
    /// <param name="run">Number of the run, from 0, seed by seed and strategy by strategy.</param>
    /// <param name="strategies">Number of strategies.</param>
    public bool Has(int run, int strategies) => (run + (strategies % Count == 0 ? run / strategies : 0)) % Count == Index - 1;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
