using System.Numerics;

namespace TransferLab.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019): g' = g + λ₁·sign(w); m ← β₁·m + (1−β₁)·g'; v ← β₂·v + (1−β₂)·g'²;
/// w ← (1 − lr·λ)·w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
/// </summary>
internal sealed class AdamW(OptimizerOptions options, ParameterLayout layout) : Optimizer("adamw", options, layout, "mean", "square")
{
    /// <summary>λ when the options leave it open.</summary>
    public const float DefaultWeightDecay = 0.01f;

    private float _meanCorrection;
    private float _rootCorrection;

    private protected override void Prepare(long step)
    {
        _meanCorrection = (float)(1 / (1 - Math.Pow(Options.Beta1, step)));
        _rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(Options.Beta2, step)));
    }

    private protected override unsafe void Update(in UpdateArguments u)
    {
        Vector<float> beta1 = new(Options.Beta1), rest1 = new(1 - Options.Beta1), beta2 = new(Options.Beta2), rest2 = new(1 - Options.Beta2);
        Vector<float> rate = new(u.Rate * _meanCorrection), root = new(_rootCorrection), epsilon = new(Options.Epsilon);
        Vector<float> scale = new(u.GradientScale), l1 = L1Of(u);
        var keep = Vector<float>.One - new Vector<float>(u.Rate) * DecayOf(u, DefaultWeightDecay);
        for (var i = 0; i < u.Count; i += Vector<float>.Count)
        {
            var w = Vector.Load(u.Weights + i);
            var g = Penalised(Vector.Load(u.Gradients + i), w, scale, Vector<float>.Zero, l1);
            var m = beta1 * Vector.Load(u.State1 + i) + rest1 * g;
            var v = beta2 * Vector.Load(u.State2 + i) + rest2 * (g * g);
            Vector.Store(m, u.State1 + i);
            Vector.Store(v, u.State2 + i);
            Vector.Store(keep * w - rate * (m / (Vector.SquareRoot(v) * root + epsilon)), u.Weights + i);
        }
    }
}
