namespace TransferLab.Objectives;

/// <summary>How much of a label a run had, and how much it counted.</summary>
/// <param name="Label">The label.</param>
/// <param name="TrainImages">Training images that have it.</param>
/// <param name="ValidationImages">Images held out that have it.</param>
/// <param name="Weight">Single-label: weight of its images in the loss. Multi-label: that of images that have it against those that lack it. 1 where nothing is weighed.</param>
/// <param name="PerEpoch">Images with it that an epoch visits, repeats counted; on average over epochs where images are drawn.</param>
public sealed record LabelBalance(string Label, int TrainImages, int ValidationImages, double Weight, double PerEpoch);
