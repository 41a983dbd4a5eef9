using TransferLab.Data;

namespace TransferLab.Training.Events;

/// <summary>The folder has been read, checked and split.</summary>
/// <param name="TrainImages">Images to train on.</param>
/// <param name="ValidationImages">Images held out.</param>
/// <param name="Labels">Labels in order.</param>
/// <param name="Skipped">Files that could not be read, with reasons.</param>
/// <param name="Warnings">What a user should know about the folder.</param>
public sealed record DatasetLoaded(int TrainImages, int ValidationImages, IReadOnlyList<string> Labels, IReadOnlyList<SkippedImage> Skipped, IReadOnlyList<string> Warnings)
    : TrainingEvent;
