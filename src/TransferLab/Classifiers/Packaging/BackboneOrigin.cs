namespace TransferLab.Classifiers.Packaging;

/// <summary>The backbone a classifier was made from.</summary>
public sealed record BackboneOrigin
{
    /// <summary>Name of the architecture or file.</summary>
    public required string Architecture { get; init; }

    /// <summary>SHA-256 of the backbone's file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Licence of its weights, where known.</summary>
    public string? License { get; init; }

    /// <summary>Where it came from, where known.</summary>
    public string? Source { get; init; }

    /// <summary>Mean per channel, after pixel values are divided by 255; inside the graph already.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Standard deviation per channel, after pixel values are divided by 255; inside the graph already.</summary>
    public required IReadOnlyList<double> Std { get; init; }
}
