namespace TransferLab.Optimizers;

/// <summary>One tensor's place in the flat weight buffer, and how it is to be trained.</summary>
/// <param name="Name">The tensor's name, unique in its layout.</param>
/// <param name="Offset">Index of its first element in the flat buffer.</param>
/// <param name="Length">Number of its elements.</param>
/// <param name="LearningRateScale">Factor on the learning rate, 0 (does not move) or more; 1 by default.</param>
/// <param name="Decays">Whether weight decay and the L1 penalty apply to it. By convention false for biases and normalisation parameters.</param>
public sealed record ParameterSlice(string Name, int Offset, int Length, float LearningRateScale = 1f, bool Decays = true)
{
    /// <summary>Index after its last element.</summary>
    public int End => Offset + Length;
}
