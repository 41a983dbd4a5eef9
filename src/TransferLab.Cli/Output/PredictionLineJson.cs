namespace TransferLab.Cli.Output;

/// <summary>One line of <c>predict</c>: either predictions or an error. <c>Labels</c>, those at or above their thresholds, are there for multi-label packages.</summary>
internal sealed record PredictionLineJson(string Image, IReadOnlyList<string>? Labels, IReadOnlyList<PredictionJson>? Predictions, string? Error);
