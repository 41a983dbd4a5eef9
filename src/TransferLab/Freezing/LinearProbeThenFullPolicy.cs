using TransferLab.Backbones;

namespace TransferLab.Freezing;

/// <summary>
/// <c>lp-ft</c>: first the head alone, then everything, so that a random head does not distort good features (Kumar et al., "Fine-Tuning can Distort Pretrained
/// Features and Underperform Out-of-Distribution", ICLR 2022).
/// </summary>
public sealed record LinearProbeThenFullPolicy : FreezePolicy
{
    /// <inheritdoc/>
    public override IReadOnlyList<FreezePolicy> PhasesOn(Backbone backbone) => [new LinearProbePolicy(), new FullPolicy()];

    /// <inheritdoc/>
    public override string ToString() => "lp-ft";

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => true;
}
