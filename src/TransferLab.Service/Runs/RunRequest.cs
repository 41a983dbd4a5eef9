namespace TransferLab.Service.Runs;

/// <summary>What is to be trained. Names and defaults are those of <c>transferlab train</c>, in camelCase.</summary>
internal sealed record RunRequest
{
    /// <summary>Folder of pictures below one of the host's image roots; null with an uploaded archive.</summary>
    public string? Images { get; init; }

    public string? Backbone { get; init; }

    /// <summary>Normalization of a backbone that the catalogue does not know.</summary>
    public string? Normalization { get; init; }

    public string? Freeze { get; init; }

    public string? Head { get; init; }

    public int? Epochs { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public string? Optimizer { get; init; }

    public string? Schedule { get; init; }

    public string? BatchNorm { get; init; }

    public string? Augment { get; init; }

    public float? WeightDecay { get; init; }

    public double? LabelSmoothing { get; init; }

    public double? ClipNorm { get; init; }

    public double? Validation { get; init; }

    public int? Patience { get; init; }

    public ulong? Seed { get; init; }

    /// <summary>Model that the package becomes the next version of; null keeps it in the run.</summary>
    public string? Publish { get; init; }

    /// <summary>Whether it must be better than the version in service. Default true.</summary>
    public bool? Gate { get; init; }
}
