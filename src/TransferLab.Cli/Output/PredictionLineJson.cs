namespace TransferLab.Cli.Output;

/// <summary>One line of <c>predict</c>: either predictions or an error.</summary>
internal sealed record PredictionLineJson(string Image, IReadOnlyList<PredictionJson>? Predictions, string? Error);
