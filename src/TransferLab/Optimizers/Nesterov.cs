using System.Numerics;

namespace TransferLab.Optimizers;

/// <summary>
/// Nesterov's accelerated gradient (Nesterov 1983; Sutskever et al. 2013), with the gradient taken at the present weights:
/// d = g + λ·w + λ₁·sign(w); v ← μ·v + d; w ← w − lr·(d + μ·v).
/// </summary>
internal sealed class Nesterov(OptimizerOptions options, ParameterLayout layout) : Optimizer("nesterov", options, layout, "velocity")
{
    private protected override unsafe void Update(in UpdateArguments u)
    {
        Vector<float> rate = new(u.Rate), scale = new(u.GradientScale), mu = new(Options.Momentum), l2 = DecayOf(u, 0), l1 = L1Of(u);
        for (var i = 0; i < u.Count; i += Vector<float>.Count)
        {
            var w = Vector.Load(u.Weights + i);
            var d = Penalised(Vector.Load(u.Gradients + i), w, scale, l2, l1);
            var v = mu * Vector.Load(u.State1 + i) + d;
            Vector.Store(v, u.State1 + i);
            Vector.Store(w - rate * (d + mu * v), u.Weights + i);
        }
    }
}
