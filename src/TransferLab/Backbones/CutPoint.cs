using TransferLab.Onnx;

namespace TransferLab.Backbones;

/// <summary>
/// A value at which a backbone can be cut in two: every path from the image to the features passes through it.
/// </summary>
/// <param name="Value">Name of the value in the graph.</param>
/// <param name="Shape">Its shape, e.g. <c>[N,256,28,28]</c>; null when not known.</param>
/// <param name="IsLayerBoundary">
/// Whether a new layer begins after it. False between a convolution and the batch-norm, activation or bias that belongs to it: one can cut there, but
/// then the batch-norm cannot be folded into its convolution.
/// </param>
public sealed record CutPoint(string Value, Shape? Shape, bool IsLayerBoundary)
{
    /// <summary>Index of its producer on the image path; everything at or before it is the prefix.</summary>
    internal int Position { get; init; }
}
