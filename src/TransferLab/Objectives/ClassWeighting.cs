namespace TransferLab.Objectives;

/// <summary>How much the images of each class count in the loss of a single-label task, in its text form <c>none</c>, <c>balanced</c>, <c>effective</c> or
/// <c>effective:BETA</c>.</summary>
public sealed record ClassWeighting
{
    private const string BalancedName = "balanced";
    private const string EffectiveName = "effective";
    private const double StandardBeta = 0.999;

    private readonly bool _balanced;

    private static SettingName Setting => new("ClassWeights");

    private ClassWeighting(bool balanced, double? beta) => (_balanced, Beta) = (balanced, beta);

    /// <summary>The default: all images count alike.</summary>
    public static ClassWeighting None { get; } = new(false, null);
    /// <summary>w = N / (K·n) for n of N images in one of K classes: every class counts as much as any other.</summary>
    public static ClassWeighting Balanced { get; } = new(true, null);
    /// <summary>β of the effective number; null for the others.</summary>
    public double? Beta { get; }

    /// <summary>By the effective number of samples (Cui et al. 2019, "Class-balanced loss based on effective number of samples"):
    /// w ∝ (1−β) / (1−βⁿ), scaled so that the weights add up to K. Between none (β = 0) and balanced (β → 1).</summary>
    /// <param name="beta">0 to below 1.</param>
    /// <exception cref="SettingException">β is out of range.</exception>
    public static ClassWeighting Effective(double beta = StandardBeta) => beta is >= 0 and < 1
        ? new(false, beta)
        : throw new SettingException($"{Setting} effective:{beta:R} is out of range: 0 to below 1, e.g. effective:0.999.");

    /// <summary>Reads the text form.</summary>
    /// <exception cref="SettingException">It is none.</exception>
    public static ClassWeighting Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = text.Trim().ToLowerInvariant();
        if (word is "none" or "")
            return None;
        if (word is BalancedName)
            return Balanced;
        if (word is EffectiveName)
            return Effective();
        return word.StartsWith(EffectiveName + ":", StringComparison.Ordinal)
            && double.TryParse(word[(EffectiveName.Length + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var beta)
            ? Effective(beta)
            : throw new SettingException($"{Setting} '{text}' is not known; choose none, {BalancedName}, {EffectiveName} or {EffectiveName}:BETA.");
    }

    /// <summary>The weight of each class; null where all count alike.</summary>
    /// <param name="counts">Training images per class, each 1 or more.</param>
    public double[]? Of(IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (this == None)
            return null;
        if (Beta is not { } beta)
        {
            double images = counts.Sum(n => (long)n);
            return [.. counts.Select(n => images / (counts.Count * (double)n))];
        }
        // 1/(1−βⁿ): the common factor 1−β goes out with the scaling.
        double[] weights = [.. counts.Select(n => beta == 0 ? 1 : -1 / double.ExpM1(n * Math.Log(beta)))];
        var scale = counts.Count / weights.Sum();
        return [.. weights.Select(w => w * scale)];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _balanced ? BalancedName : Beta is { } beta ? $"{EffectiveName}:{beta.ToString("R", CultureInfo.InvariantCulture)}" : "none";
}

/// <summary>How much images that have a label count against those that lack it, in the loss of a multi-label task.</summary>
public enum PositiveWeighting
{
    /// <summary>Both count 1.</summary>
    None,

    /// <summary>Of n images with and m without the label, the former count m/n, at least 0.01 and at most 100: both sides weigh the same.</summary>
    Balanced,
}

/// <summary>Which training images an epoch visits.</summary>
public enum SamplingMode
{
    /// <summary>Every image once.</summary>
    Natural,

    /// <summary>As many as there are, drawn so that every class comes up as often as any other: images of small classes several times, some of large ones not
    /// at all.</summary>
    Balanced,
}

/// <summary>How much of a label a run had, and how much it counted.</summary>
/// <param name="Label">The label.</param>
/// <param name="TrainImages">Training images that have it.</param>
/// <param name="ValidationImages">Images held out that have it.</param>
/// <param name="Weight">Single-label: weight of its images in the loss. Multi-label: that of images that have it against those that lack it. 1 where nothing is
/// weighed.</param>
/// <param name="PerEpoch">Images with it that an epoch visits, repeats counted; on average over epochs where images are drawn.</param>
public sealed record LabelBalance(string Label, int TrainImages, int ValidationImages, double Weight, double PerEpoch);
