namespace TransferLab.Cli.Output;

/// <summary>A label with its probability, 0 to 1.</summary>
internal sealed record PredictionJson(string Label, float Probability);
