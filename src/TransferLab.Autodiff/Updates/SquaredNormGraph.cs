namespace TransferLab.Autodiff.Updates;

/// <summary>
/// The squared Euclidean norm of each slice of a flat vector, as an ONNX model: blocks of <see cref="BlockLength"/> squares are summed in single precision, the
/// blocks in double, so that long tensors lose nothing. Not finite where some element is not, or is beyond 1e19.
/// </summary>
public static class SquaredNormGraph
{
    /// <summary>Offsets of slices, and the length of the vector, are multiples of this.</summary>
    public const int BlockLength = 16;

    /// <summary>Input: the vector.</summary>
    public const string Vector = "vector";

    /// <summary>Output: a number for each slice, float64.</summary>
    public const string Squares = "squares";

    /// <summary>Writes the graph.</summary>
    /// <param name="slices">The slices, ascending; what lies between them is 0 and counts with the slice before it.</param>
    /// <param name="length">Length of the vector.</param>
    /// <exception cref="ArgumentException">A slice does not begin with a block, or the vector ends within one.</exception>
    public static OnnxModel Build(IReadOnlyList<VectorSlice> slices, long length)
    {
        ArgumentNullException.ThrowIfNull(slices);
        if (slices.Count == 0 || slices[0].Offset != 0 || length % BlockLength != 0 || slices.Any(s => s.Offset % BlockLength != 0))
            throw new ArgumentException($"The first slice must begin at 0, all at multiples of {BlockLength}, and {length} elements must be a multiple too.",
                nameof(slices));
        var m = new VectorModel("squared_norms", (Vector, length));
        // Multiplied and summed instead of ReduceSumSquare, which fewer execution providers have.
        var blocks = m.Op("Reshape", m.Mul(Vector, Vector), m.Ints(length / BlockLength, BlockLength));
        var sums = m.Add("Cast", [m.Add("ReduceSum", [blocks, m.Ints(1)], NodeAttribute.Int("keepdims", 0))],
            NodeAttribute.Int("to", (long)ElementType.Double));
        var parts = m.Split(sums, [.. slices.Select((s, i) => ((i + 1 < slices.Count ? slices[i + 1].Offset : length) - s.Offset) / BlockLength)]);
        m.Output(Squares, ElementType.Double, slices.Count, "Concat", parts.Select(p => m.Add("ReduceSum", [p, m.Ints(0)], NodeAttribute.Int("keepdims", 1))));
        return m.Model;
    }
}
