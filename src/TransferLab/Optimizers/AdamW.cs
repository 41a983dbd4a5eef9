using System.Numerics;

namespace TransferLab.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019): g' = g + λ₁·sign(w); m ← β₁·m + (1−β₁)·g'; v ← β₂·v + (1−β₂)·g'²;
/// w ← (1 − lr·λ)·w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
/// </summary>
internal sealed class AdamW(OptimizerOptions options, ParameterLayout layout) : AdamUpdate("adamw", options, layout)
{
    /// <summary>λ when the options leave it open.</summary>
    public const float DefaultWeightDecay = 0.01f;

    private protected override void Update(in UpdateArguments u) =>
        Update(u, Vector<float>.Zero, Vector<float>.One - new Vector<float>(u.Rate) * DecayOf(u, DefaultWeightDecay));
}
