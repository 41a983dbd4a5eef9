namespace TransferLab.Service.Classify;

/// <summary>What the classifier says: of one picture in <see cref="Labels"/> and <see cref="Predictions"/>, of several in <see cref="Results"/>.</summary>
internal sealed record ClassifyResponse
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version that answered.</summary>
    public required int Version { get; init; }

    /// <summary><c>single-label</c> or <c>multi-label</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Single-label: the most probable label. Multi-label: every label at or above its threshold.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The labels asked for, most probable first.</summary>
    public IReadOnlyList<ClassifyPrediction>? Predictions { get; init; }

    /// <summary>One entry per picture, in order.</summary>
    public IReadOnlyList<ClassifyResult>? Results { get; init; }

    public required ClassifyTimings Timings { get; init; }
}
