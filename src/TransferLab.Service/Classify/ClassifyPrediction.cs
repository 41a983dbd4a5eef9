namespace TransferLab.Service.Classify;

/// <summary>A label with its probability, 0 to 1.</summary>
internal sealed record ClassifyPrediction(string Label, float Probability);
