using System.Text.Json.Serialization;

namespace TransferLab.MLNet.Networks;

/// <summary>The first line of a model's text, as JSON.</summary>
internal sealed record ModelHeader
{
    public const string FormatName = "transferlab-mlnet";
    public const int CurrentVersion = 1;
    /// <summary><see cref="Kind"/> of a featurizer.</summary>
    public const string Features = "features";
    /// <summary><see cref="Kind"/> of a classifier.</summary>
    public const string Scores = "scores";

    public string Format { get; init; } = FormatName;
    public int Version { get; init; } = CurrentVersion;
    public required string Kind { get; init; }
    /// <summary>SHA-256 of what the network was loaded from: of the embedded bytes, or of the model file of the package.</summary>
    public required string Sha256 { get; init; }
    /// <summary>Folder that relative paths start from; empty for the working folder.</summary>
    public string ImageFolder { get; init; } = "";
    /// <summary>Classifiers: labels in the order of the scores. Those the package does not know have probability 0.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
    /// <summary>Classifiers that are not embedded: folder of the package.</summary>
    public string? Package { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelHeader))]
internal sealed partial class ModelHeaderJson : JsonSerializerContext;
