namespace TransferLab.Cli.Output;

/// <summary>One fold: images trained on, images that chose the epoch, images scored, and the scores on these. For multi-label tasks <c>Accuracy</c> is the mean average precision.</summary>
internal sealed record CrossValidationFoldJson(int Fold, int TrainImages, int ValidationImages, int Images, double Accuracy, double MacroF1, double Loss);
