namespace TransferLab.Cli.Output;

/// <summary>Scores of one label.</summary>
internal sealed record ClassScoreJson(string Label, double Precision, double Recall, double F1, int Support);
