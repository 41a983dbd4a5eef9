namespace TransferLab.Runs;

/// <summary>A training image as training saw it in its first epoch, kept as a JPEG file in the run's folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsAugmented">Whether training images were varied from epoch to epoch.</param>
public sealed record SampleImage(string Path, bool IsAugmented);
