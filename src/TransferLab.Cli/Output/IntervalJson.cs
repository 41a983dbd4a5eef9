namespace TransferLab.Cli.Output;

/// <summary>Ends of a bootstrap interval.</summary>
internal sealed record IntervalJson(double Low, double High);
