using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Losses;

/// <summary>What losses of a softmax share: their weighted, smoothed targets wₖ ((1−ε) t + ε/K · Σₖ t), and the mean over these weights.</summary>
internal static class SoftmaxTargets
{
    // Keeps 0/0 of an all-padding batch at 0; every real batch has a weight sum many orders above it.
    private const double TinyWeight = 1e-30;

    /// <summary>The weight of each class of each image, [N,K].</summary>
    /// <exception cref="ArgumentException">The logits do not have the shape a loss needs, or the weights do not fit them.</exception>
    public static string Append(GraphBuilder builder, string targets, string logits, double smoothing, IReadOnlyList<float>? weights)
    {
        var classes = LossChecks.Classes(builder, logits, weights);
        var target = targets;
        if (smoothing > 0)
        {
            // ε/K times the row's sum rather than ε/K, so that a row of zeros stays one.
            var rows = builder.Add("ReduceSum", [targets, builder.Ints(1)], NodeAttribute.Int("keepdims", 1));
            target = builder.Add("Add", [
                builder.Add("Mul", [targets, LossChecks.Number(builder, 1 - smoothing, logits)]),
                builder.Add("Mul", [rows, LossChecks.Number(builder, smoothing / classes, logits)])]);
        }
        return weights is null ? target : builder.Add("Mul", [target, LossChecks.Row(builder, weights, logits)]);
    }

    /// <summary>−Σ term / Σ target, a scalar without dimensions.</summary>
    public static string Mean(GraphBuilder builder, string term, string target, string logits)
    {
        var sum = builder.Add("ReduceSum", [term, builder.Ints(0, 1)], NodeAttribute.Int("keepdims", 1));
        var weight = builder.Add("ReduceSum", [target, builder.Ints(0, 1)], NodeAttribute.Int("keepdims", 1));
        var safe = builder.Add("Max", [weight, LossChecks.Number(builder, TinyWeight, logits)]);
        var mean = builder.Add("Neg", [builder.Add("Div", [sum, safe])]);
        return builder.Add("Squeeze", [mean, builder.Ints(0, 1)]);
    }
}
