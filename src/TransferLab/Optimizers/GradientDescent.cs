using System.Numerics;

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
