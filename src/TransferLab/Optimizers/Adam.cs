namespace TransferLab.Optimizers;

/// <summary>Adam (Kingma and Ba 2015): g' = g + λ·w + λ₁·sign(w); m ← β₁·m + (1−β₁)·g'; v ← β₂·v + (1−β₂)·g'²; w ← w −
/// lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).</summary>
internal sealed class Adam(OptimizerOptions options, ParameterLayout layout) : AdamUpdate("adam", options, layout)
{
    private protected override void Update(in UpdateArguments u) => Update(u, DecayOf(u, 0), Vector<float>.One);
}

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019): g' = g + λ₁·sign(w); m ← β₁·m + (1−β₁)·g'; v
/// ← β₂·v + (1−β₂)·g'²; w ← (1 − lr·λ)·w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).</summary>
internal sealed class AdamW(OptimizerOptions options, ParameterLayout layout) : AdamUpdate("adamw", options, layout)
{
    /// <summary>λ when the options leave it open.</summary>
    public const float DefaultWeightDecay = 0.01f;

    private protected override void Update(in UpdateArguments u) =>
        Update(u, Vector<float>.Zero, Vector<float>.One - new Vector<float>(u.Rate) * DecayOf(u, DefaultWeightDecay));
}

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: g' = g + λ₂·w + λ₁·sign(w); m ← β₁·m + (1−β₁)·g'; v ← β₂·v + (1−β₂)·g'²;
/// w ← (1 − lr·λ)·w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). They differ in where the weight decay goes: into λ₂ or into λ.</summary>
internal abstract class AdamUpdate(string name, OptimizerOptions options, ParameterLayout layout) : Optimizer(name, options, layout, "mean", "square")
{
    private float _meanCorrection;
    private float _rootCorrection;

    private protected override void Prepare(long step)
    {
        _meanCorrection = (float)(1 / (1 - Math.Pow(Options.Beta1, step)));
        _rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(Options.Beta2, step)));
    }

    /// <summary>The updates of a slice of parameters.</summary>
    /// <param name="u">The slice.</param>
    /// <param name="l2">λ₂, which joins the gradient.</param>
    /// <param name="keep">1 − lr·λ, what the weights are multiplied by.</param>
    private protected unsafe void Update(in UpdateArguments u, Vector<float> l2, Vector<float> keep)
    {
        Vector<float> beta1 = new(Options.Beta1), rest1 = new(1 - Options.Beta1), beta2 = new(Options.Beta2), rest2 = new(1 - Options.Beta2);
        Vector<float> rate = new(u.Rate * _meanCorrection), root = new(_rootCorrection), epsilon = new(Options.Epsilon);
        Vector<float> scale = new(u.GradientScale), l1 = L1Of(u);
        for (var i = 0; i < u.Count; i += Vector<float>.Count)
        {
            var w = Vector.Load(u.Weights + i);
            var g = Penalised(Vector.Load(u.Gradients + i), w, scale, l2, l1);
            var m = beta1 * Vector.Load(u.State1 + i) + rest1 * g;
            var v = beta2 * Vector.Load(u.State2 + i) + rest2 * (g * g);
            Vector.Store(m, u.State1 + i);
            Vector.Store(v, u.State2 + i);
            Vector.Store(keep * w - rate * (m / (Vector.SquareRoot(v) * root + epsilon)), u.Weights + i);
        }
    }
}
