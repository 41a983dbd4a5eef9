namespace TransferLab.Studies.Comparison;

/// <summary>What a run of a strategy has to compute, in multiply-adds of a forward pass.</summary>
/// <param name="Features">For features that can be kept.</param>
/// <param name="Training">For training and validation, where all epochs take place.</param>
/// <param name="TrainsBackbone">Whether some layer of the backbone trains.</param>
internal sealed record StrategyWork(double Features, double Training, bool TrainsBackbone);
