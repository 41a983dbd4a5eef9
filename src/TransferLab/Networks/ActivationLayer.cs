namespace TransferLab.Networks;

/// <summary>An activation function, written as its name.</summary>
/// <param name="Kind">Which.</param>
public sealed record ActivationLayer(ActivationKind Kind) : HeadLayer
{
    /// <inheritdoc/>
    public override string ToString() => Activations.Name(Kind);
}
