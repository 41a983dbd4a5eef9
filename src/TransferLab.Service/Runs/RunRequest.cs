using System.Text.Json.Serialization;

namespace TransferLab.Service.Runs;

/// <summary>
/// What is to be trained. Names and defaults are those of <c>transferlab train</c>, in camelCase; what it has beyond these names places on its own machine:
/// where the run, its cached features and policy files lie is the host's business.
/// </summary>
internal sealed record RunRequest
{
    /// <summary>Folder of pictures below one of the host's image roots; null with an uploaded archive.</summary>
    public string? Images { get; init; }

    /// <summary><c>single-label</c> or <c>multi-label</c>; null for what the labels say.</summary>
    public string? Task { get; init; }

    /// <summary>Regular expression over relative paths: pictures with the same first group stay on one side of the split.</summary>
    public string? GroupBy { get; init; }

    public string? Backbone { get; init; }

    /// <summary>Normalization of a backbone that the catalogue does not know.</summary>
    public string? Normalization { get; init; }

    /// <summary>One number, or one per channel.</summary>
    [JsonConverter(typeof(NumbersConverter))]
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>One number, or one per channel.</summary>
    [JsonConverter(typeof(NumbersConverter))]
    public IReadOnlyList<double>? Std { get; init; }

    public double? PixelScale { get; init; }

    public string? Channels { get; init; }

    public string? Layout { get; init; }

    /// <summary>Height and width of the backbone's input in pixels.</summary>
    public int? Size { get; init; }

    public string? Resize { get; init; }

    public string? InputName { get; init; }

    public string? FeatureValue { get; init; }

    public string? Freeze { get; init; }

    public string? Head { get; init; }

    public int? Epochs { get; init; }

    /// <summary>A number, or <c>all</c>.</summary>
    [JsonConverter(typeof(NumberOrWordConverter))]
    public string? BatchSize { get; init; }

    public int? Accumulate { get; init; }

    /// <summary>A number, or <c>auto</c>.</summary>
    [JsonConverter(typeof(NumberOrWordConverter))]
    public string? LearningRate { get; init; }

    public double? LayerDecay { get; init; }

    public double? BackboneLrMultiplier { get; init; }

    public string? Optimizer { get; init; }

    public string? Schedule { get; init; }

    public double? WarmUp { get; init; }

    public double? Ema { get; init; }

    public string? OnBadGradients { get; init; }

    public string? BatchNorm { get; init; }

    /// <summary>A preset by name, with <c>:K</c> for K fixed views.</summary>
    public string? Augment { get; init; }

    public int? Views { get; init; }

    public double? Mixup { get; init; }

    public double? Cutmix { get; init; }

    public float? WeightDecay { get; init; }

    public float? L1 { get; init; }

    public string? Loss { get; init; }

    public string? ClassWeights { get; init; }

    public string? PositiveWeights { get; init; }

    public string? Sampling { get; init; }

    /// <summary><c>temperature</c> or <c>none</c>.</summary>
    public string? Calibration { get; init; }

    /// <summary><c>tuned</c> or <c>fixed</c>.</summary>
    public string? Thresholds { get; init; }

    public double? LabelSmoothing { get; init; }

    public double? ClipNorm { get; init; }

    public double? Validation { get; init; }

    public int? Patience { get; init; }

    public ulong? Seed { get; init; }

    public bool? Strict { get; init; }

    /// <summary>At most the cores of the host.</summary>
    public int? Threads { get; init; }

    /// <summary>Model that the package becomes the next version of; null keeps it in the run.</summary>
    public string? Publish { get; init; }

    /// <summary>Whether it must be better than the version in service. Default true.</summary>
    public bool? Gate { get; init; }
}
