namespace TransferLab.Classifiers.Packaging;

/// <summary>
/// The content of <c>classifier.json</c>: everything one must know to use <c>model.onnx</c>. Names follow timm where it has one, in snake_case.
/// docs/package-format.md describes every field.
/// </summary>
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
