namespace TransferLab.Cli.Output;

/// <summary>Scores on the folder's <c>test</c> part; left out where it has none.</summary>
internal sealed record TestJson(int Images, double Accuracy, double MacroF1, double Loss);
