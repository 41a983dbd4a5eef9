using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

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
