namespace TransferLab.Runs;

/// <summary>One row of <c>gradients.csv</c>: how large the gradients of a layer group were in an epoch.</summary>
/// <param name="Epoch">The epoch over the whole run, 1 for the first, as in <see cref="EpochMetrics"/>.</param>
/// <param name="Group">The layer group, e.g. <c>stage3</c>; <c>head</c> for the classifier's head.</param>
/// <param name="MeanNorm">Mean over the epoch's steps of the Euclidean norm of the group's gradient, before clipping.</param>
/// <param name="MaxNorm">The largest of them.</param>
public sealed record GradientNorms(int Epoch, string Group, double MeanNorm, double MaxNorm);
