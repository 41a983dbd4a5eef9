namespace TransferLab.Reports;

/// <summary>One row of <c>gradients.csv</c>: gradient norms of a layer group in an epoch, before clipping.</summary>
/// <param name="Epoch">The epoch over the whole run, from 1.</param>
/// <param name="Group">The layer group, or <c>head</c>.</param>
/// <param name="Mean">Mean over the steps.</param>
/// <param name="Max">Largest of the steps.</param>
public sealed record GradientNorms(int Epoch, string Group, double Mean, double Max);
