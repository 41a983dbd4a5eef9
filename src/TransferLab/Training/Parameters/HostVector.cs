namespace TransferLab.Training.Parameters;

/// <summary>A vector in the processor's memory.</summary>
/// <param name="memory">Its elements.</param>
internal sealed class HostVector(Func<Span<float>> memory) : IVector
{
    public int Length => memory().Length;

    public ReadOnlySpan<float> OnHost() => memory();

    public void CopyFrom(ReadOnlySpan<float> values) => values.CopyTo(memory());
}
