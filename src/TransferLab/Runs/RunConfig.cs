using System.Text.Encodings.Web;

namespace TransferLab.Runs;

/// <summary>Everything a run was started with, as persisted in <c>config.json</c>: enough to resume it, and for a
/// person to repeat it. Paths are absolute.</summary>
public sealed record RunConfig
{
    /// <summary>The version of this file's layout that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;
    /// <summary>When the run was created, UTC.</summary>
    public DateTimeOffset Created { get; init; }
    /// <summary>The images, as found when the run was created.</summary>
    public required DatasetConfig Dataset { get; init; }
    /// <summary>The backbone.</summary>
    public required RunBackbone Backbone { get; init; }
    /// <summary>The freeze strategy as written, e.g. <c>partial:2</c>.</summary>
    public required string Freeze { get; init; }
    /// <summary>The optimizer and its constants.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();
    /// <summary>Name of the learning-rate schedule.</summary>
    public string Schedule { get; init; } = "constant";
    /// <summary>The learning rate, the highest of the schedule.</summary>
    public double LearningRate { get; init; }
    /// <summary>The learning rate that the range test has picked; null before it, and where a rate was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PickedLearningRate { get; init; }
    /// <summary>Epochs to train.</summary>
    public int Epochs { get; init; }
    /// <summary>Images per batch; 0 for all training images in one step.</summary>
    public int BatchSize { get; init; }
    /// <summary>The seed of all draws.</summary>
    public ulong Seed { get; init; }
    /// <summary>Any other setting, by its name, e.g. <c>augment</c> → <c>light</c>.</summary>
    public SortedDictionary<string, string> Settings { get; init; } = new(StringComparer.Ordinal);
    /// <summary>What the run was made with.</summary>
    public EnvironmentInfo Environment { get; init; } = new();

    /// <summary>Indented JSON, camelCase.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJsonContext.Readable.RunConfig) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="RunException">It is no valid configuration, or of a newer layout.</exception>
    public static RunConfig FromJson(string json, string source)
    {
        RunConfig config;
        try
        {
            config = JsonSerializer.Deserialize(json, RunJsonContext.Readable.RunConfig)
                ?? throw new RunException($"'{source}' holds no configuration of a run.");
        }
        catch (JsonException e)
        {
            throw new RunException($"'{source}' is no valid configuration of a run: {e.Message}", e);
        }
        if (config.FormatVersion != CurrentVersion)
            throw new RunException($"'{source}' has format version {config.FormatVersion}; this TransferLab reads version {CurrentVersion}.");
        return config;
    }
}

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

/// <summary>The backbone of a run.</summary>
public sealed record RunBackbone
{
    /// <summary>The ONNX file.</summary>
    public required string Path { get; init; }
    /// <summary>SHA-256 of the file, hex; a resumed run must find the same.</summary>
    public required string Sha256 { get; init; }
    /// <summary>What was said about its input and features, by flag or catalogue: layout, size, channel order, mean, scale, feature value …</summary>
    public SortedDictionary<string, string> Settings { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>Serialisers of what a run persists, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunConfig))]
[JsonSerializable(typeof(CheckpointInfo))]
internal sealed partial class RunJsonContext : JsonSerializerContext
{
    private static RunJsonContext? s_readable;

    /// <summary>Indented, with labels in any script readable: the file is never embedded in HTML.</summary>
    public static RunJsonContext Readable => s_readable ??= new RunJsonContext(new JsonSerializerOptions(Default.Options)
    {
        TypeInfoResolver = null,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
