using System.Text.Json.Serialization;
using TransferLab.Data;

namespace TransferLab.Runs;

/// <summary>The images of a run.</summary>
public sealed record DatasetConfig
{
    /// <summary>The folder; of several, the one that holds them all.</summary>
    public required string Root { get; init; }

    /// <summary>The folders, where there are several; null for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Roots { get; init; }

    /// <summary>Its layout.</summary>
    public DatasetFormat Format { get; init; }

    /// <summary>One label per image, or any number.</summary>
    public LearningTask Task { get; init; }

    /// <summary>The labels in output order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The share of validation images.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>Images trained on.</summary>
    public int TrainImages { get; init; }

    /// <summary>Images validated on.</summary>
    public int ValidationImages { get; init; }

    /// <summary>Files left out.</summary>
    public int SkippedImages { get; init; }

    /// <summary><see cref="ImageDataset.Fingerprint"/> of the set; a resumed run must find the same.</summary>
    public required string Fingerprint { get; init; }
}
