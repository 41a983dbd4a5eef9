namespace TransferLab.Autodiff.Updates;

/// <summary>A tensor's place in the flat vectors that the graphs of this folder work on, and how it trains.</summary>
/// <param name="Offset">Index of its first element.</param>
/// <param name="Length">Number of its elements, 1 or more.</param>
/// <param name="RateScale">Factor on the learning rate; what has 0 does not move, nor does its state.</param>
/// <param name="Decays">Whether weight decay and penalties apply to it.</param>
public sealed record VectorSlice(long Offset, long Length, float RateScale = 1f, bool Decays = true);
