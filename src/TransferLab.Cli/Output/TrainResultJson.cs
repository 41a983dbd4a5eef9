namespace TransferLab.Cli.Output;

/// <summary>What <c>train --json</c> prints. <c>SkippedImages</c> is a number like its neighbours; the files themselves are on stderr and in the run's result.json.</summary>
internal sealed record TrainResultJson(
    string Run, string Package, string Task, IReadOnlyList<string> Labels, int TrainImages, int ValidationImages, int SkippedImages,
    long TrainableParameters, long TotalParameters, int Epochs, ValidationJson Validation, TestJson? Test, double Seconds, double TrainImagesPerSecond);
