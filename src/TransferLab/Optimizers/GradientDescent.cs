namespace TransferLab.Optimizers;

/// <summary>Plain gradient descent (Robbins and Monro 1951): w ← w − lr·(g + λ·w + λ₁·sign(w)).</summary>
internal sealed class GradientDescent(OptimizerOptions options, ParameterLayout layout) : Optimizer("sgd", options, layout)
{
    private protected override unsafe void Update(in UpdateArguments u)
    {
        Vector<float> rate = new(u.Rate), scale = new(u.GradientScale), l2 = DecayOf(u, 0), l1 = L1Of(u);
        for (var i = 0; i < u.Count; i += Vector<float>.Count)
        {
            var w = Vector.Load(u.Weights + i);
            var g = Penalised(Vector.Load(u.Gradients + i), w, scale, l2, l1);
            Vector.Store(w - rate * g, u.Weights + i);
        }
    }
}

/// <summary>Heavy-ball momentum (Polyak 1964), in the form of Sutskever et al. 2013 that scales by the present learning
/// rate: v ← μ·v + g + λ·w + λ₁·sign(w); w ← w − lr·v.</summary>
internal sealed class Momentum(OptimizerOptions options, ParameterLayout layout) : Optimizer("momentum", options, layout, "velocity")
{
    private protected override unsafe void Update(in UpdateArguments u)
    {
        Vector<float> rate = new(u.Rate), scale = new(u.GradientScale), mu = new(Options.Momentum), l2 = DecayOf(u, 0), l1 = L1Of(u);
        for (var i = 0; i < u.Count; i += Vector<float>.Count)
        {
            var w = Vector.Load(u.Weights + i);
            var v = mu * Vector.Load(u.State1 + i) + Penalised(Vector.Load(u.Gradients + i), w, scale, l2, l1);
            Vector.Store(v, u.State1 + i);
            Vector.Store(w - rate * v, u.Weights + i);
        }
    }
}

/// <summary>Nesterov's accelerated gradient (Nesterov 1983; Sutskever et al. 2013), with the gradient taken at the
/// present weights: d = g + λ·w + λ₁·sign(w); v ← μ·v + d; w ← w − lr·(d + μ·v).</summary>
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
