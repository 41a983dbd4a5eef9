namespace TransferLab.Cli.Output;

/// <summary>Scores on the images held out.</summary>
internal sealed record ValidationJson(double Accuracy, double MacroF1, double Loss);
