using TransferLab.Backbones;

namespace TransferLab.Freezing;

/// <summary><c>full</c>: everything trains.</summary>
public sealed record FullPolicy : FreezePolicy
{
    /// <inheritdoc/>
    public override string ToString() => "full";

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => true;
}
