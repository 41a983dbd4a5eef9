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

/// <summary>What the classifier says of one of several pictures.</summary>
/// <param name="Name">File name or field of the picture where it has one, else its number from 0.</param>
/// <param name="Labels">As in <see cref="ClassifyResponse"/>; null where there is an error.</param>
/// <param name="Predictions">As in <see cref="ClassifyResponse"/>; null where there is an error.</param>
/// <param name="Error">Why the picture cannot be used.</param>
internal sealed record ClassifyResult(string Name, IReadOnlyList<string>? Labels, IReadOnlyList<ClassifyPrediction>? Predictions, string? Error);

/// <summary>A label with its probability, 0 to 1.</summary>
internal sealed record ClassifyPrediction(string Label, float Probability);

/// <summary>Where the time went, in milliseconds; of several pictures the longest of each.</summary>
/// <param name="Decode">From bytes to pixels of the model's size.</param>
/// <param name="Wait">In queues.</param>
/// <param name="Inference">In the model.</param>
/// <param name="Total">From the end of the request's body to the answer.</param>
internal sealed record ClassifyTimings(double Decode, double Wait, double Inference, double Total);
