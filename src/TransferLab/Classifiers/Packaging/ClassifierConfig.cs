namespace TransferLab.Classifiers.Packaging;

/// <summary>The content of <c>classifier.json</c>: everything one must know to use <c>model.onnx</c>. Names follow timm
/// where it has one, in snake_case. docs/package-format.md describes every field.</summary>
public sealed record ClassifierConfig
{
    /// <summary>The value of <see cref="Format"/> in every package.</summary>
    public const string FormatName = "transferlab-classifier";

    /// <summary>The newest <see cref="FormatVersion"/> this library reads and the one it writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="FormatName"/>.</summary>
    public string Format { get; init; } = FormatName;
    /// <summary>Version of this layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;
    /// <summary>When the package was written, UTC.</summary>
    public required DateTimeOffset Created { get; init; }
    /// <summary><c>single-label</c> (softmax over all labels) or <c>multi-label</c> (a sigmoid per label).</summary>
    public required string Task { get; init; }
    /// <summary>Labels in the order of the outputs.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }
    /// <summary>Training images per label, in the same order.</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }
    /// <summary>Multi-label: probability from which a label counts as present, per label. Null for single-label packages.</summary>
    public IReadOnlyList<double>? Thresholds { get; init; }
    /// <summary>What logits are divided by inside the graph before softmax or sigmoid.</summary>
    public double Temperature { get; init; } = 1;
    /// <summary>The model's input and how an image file becomes one.</summary>
    public required InputConfig Input { get; init; }
    /// <summary>The backbone the classifier was made from.</summary>
    public required BackboneOrigin Backbone { get; init; }
    /// <summary>How it was trained, and what it scored on the images held out.</summary>
    public required TrainingConfig Training { get; init; }
    /// <summary>SHA-256 of <c>model.onnx</c>, lower-case hexadecimal.</summary>
    public string ModelSha256 { get; init; } = "";
    /// <summary>Images with the probabilities they must get; scored again whenever the package is loaded.</summary>
    public IReadOnlyList<GoldenImage> Golden { get; init; } = [];
}

/// <summary>The model's input, uint8 [N,H,W,3] RGB, and the resize and crop rule that makes one from an image.</summary>
public sealed record InputConfig
{
    /// <summary>Name of the input.</summary>
    public string Name { get; init; } = "image";
    /// <summary>[3, height, width], as timm writes it; the tensor itself is [N, height, width, 3].</summary>
    public required IReadOnlyList<int> InputSize { get; init; }
    /// <summary><c>bilinear</c> or <c>bicubic</c>, antialiased.</summary>
    public required string Interpolation { get; init; }
    /// <summary><c>center</c> (shorter side to size/crop_pct, then the middle), <c>squash</c> (stretch to size) or <c>border</c> (fit inside, pad).</summary>
    public required string CropMode { get; init; }
    /// <summary>Share of the resized shorter side that the centre crop keeps. 1 for the other modes.</summary>
    public required double CropPct { get; init; }
}

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

/// <summary>How a classifier was trained and what it scored.</summary>
public sealed record TrainingConfig
{
    /// <summary>Freeze policy, e.g. <c>linear-probe</c>.</summary>
    public required string Freeze { get; init; }
    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }
    /// <summary>Training images.</summary>
    public required int TrainImages { get; init; }
    /// <summary>Images held out.</summary>
    public required int ValidationImages { get; init; }
    /// <summary>Accuracy (single-label) or mean average precision (multi-label) on the images held out.</summary>
    public required double ValidationAccuracy { get; init; }
    /// <summary>Unweighted mean of the F1 scores per label on the images held out.</summary>
    public required double ValidationMacroF1 { get; init; }
    /// <summary>Loss on the images held out.</summary>
    public required double ValidationLoss { get; init; }
}

/// <summary>An image of the package with the probabilities it must get.</summary>
/// <param name="File">Path inside the package: a PNG of exactly the model's input size.</param>
/// <param name="Probabilities">Expected probabilities in label order.</param>
public sealed record GoldenImage(string File, IReadOnlyList<double> Probabilities);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(ClassifierConfig))]
internal sealed partial class ClassifierJson : JsonSerializerContext;
