namespace TransferLab.Autodiff.Losses;

/// <summary>
/// Cross-entropy of a softmax over exclusive classes:
/// <c>loss = Σₙ Σₖ wₖ sₙₖ (−log pₙₖ) / Σₙ Σₖ wₖ sₙₖ</c> with <c>p = softmax(logits)</c> and smoothed targets
/// <c>s = (1−ε) t + ε/K · Σₖ t</c>. Targets may be soft. A row of zeros is padding and contributes nothing; a batch of nothing but
/// padding has loss 0 and gradient 0.
/// </summary>
public sealed class SoftmaxCrossEntropy : ILossFunction
{
    private readonly double _smoothing;
    private readonly IReadOnlyList<float>? _weights;

    /// <summary>Creates the loss.</summary>
    /// <param name="labelSmoothing">ε in [0,1): the share of each target spread evenly over all classes (Szegedy et al. 2016). Default 0.</param>
    /// <param name="classWeights">wₖ, one finite number ≥ 0 per class; null (default) weighs all classes 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public SoftmaxCrossEntropy(double labelSmoothing = 0, IReadOnlyList<float>? classWeights = null)
    {
        _smoothing = LossChecks.Smoothing(labelSmoothing);
        _weights = LossChecks.Weights(classWeights, "class weight");
    }

    /// <inheritdoc/>
    public string Name => "softmax-cross-entropy";

    /// <inheritdoc/>
    public string Append(GraphBuilder builder, string logits, string targets)
    {
        var target = SoftmaxTargets.Append(builder, targets, logits, _smoothing, _weights);
        var logProbabilities = builder.Add("LogSoftmax", [logits], NodeAttribute.Int("axis", 1));
        return SoftmaxTargets.Mean(builder, builder.Add("Mul", [target, logProbabilities]), target, logits);
    }
}

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
