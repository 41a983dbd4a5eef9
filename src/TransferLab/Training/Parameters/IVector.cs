namespace TransferLab.Training.Parameters;

/// <summary>A flat vector of a phase (weights, gradients, a state of the optimizer), wherever its memory is.</summary>
internal interface IVector
{
    /// <summary>Number of elements.</summary>
    int Length { get; }

    /// <summary>The elements as they stand: the memory itself where the processor can read it, else a copy, which the next call for any vector of the phase may overwrite.</summary>
    ReadOnlySpan<float> OnHost();

    /// <summary>Takes over elements.</summary>
    /// <param name="values">As many as there are.</param>
    void CopyFrom(ReadOnlySpan<float> values);
}
