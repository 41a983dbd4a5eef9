using TransferLab.Backbones;

namespace TransferLab.Freezing;

/// <summary><c>linear-probe</c>: nothing of the backbone trains, only the head.</summary>
public sealed record LinearProbePolicy : FreezePolicy
{
    /// <inheritdoc/>
    public override string ToString() => "linear-probe";

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => false;
}
