using System.Numerics;

namespace TransferLab.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): g' = g + λ·w + λ₁·sign(w); m ← β₁·m + (1−β₁)·g'; v ← β₂·v + (1−β₂)·g'²;
/// w ← w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
/// </summary>
internal sealed class Adam(OptimizerOptions options, ParameterLayout layout) : AdamUpdate("adam", options, layout)
{
    private protected override void Update(in UpdateArguments u) => Update(u, DecayOf(u, 0), Vector<float>.One);
}
