namespace TransferLab.Autodiff.Updates;

/// <summary>An input of an <see cref="UpdateGraph"/> that never changes: a number for each element, the same within a slice.</summary>
public sealed class ElementConstant
{
    private readonly IReadOnlyList<VectorSlice> _slices;
    private readonly Func<VectorSlice, float> _value;

    internal ElementConstant(string input, IReadOnlyList<VectorSlice> slices, Func<VectorSlice, float> value) => (Input, _slices, _value) = (input, slices, value);

    /// <summary>Name of the input.</summary>
    public string Input { get; }

    /// <summary>Writes the numbers of all elements; what lies between slices gets 0.</summary>
    /// <param name="values">As long as the vectors of the graph.</param>
    public void Fill(Span<float> values)
    {
        values.Clear();
        foreach (var slice in _slices)
            values.Slice((int)slice.Offset, (int)slice.Length).Fill(_value(slice));
    }
}
