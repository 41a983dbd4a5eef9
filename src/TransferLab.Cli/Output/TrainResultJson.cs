namespace TransferLab.Cli.Output;

/// <summary>What <c>train --json</c> prints.</summary>
internal sealed record TrainResultJson(
    string Run, string Package, string Task, IReadOnlyList<string> Labels, int TrainImages, int ValidationImages, IReadOnlyList<SkippedImageJson> SkippedImages,
    long TrainableParameters, long TotalParameters, int Epochs, ValidationJson Validation, double Seconds, double TrainImagesPerSecond);
