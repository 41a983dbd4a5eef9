namespace TransferLab.Autodiff.Losses;

/// <summary>
/// Focal loss of a softmax over exclusive classes (Lin et al. 2017, "Focal loss for dense object detection"):
/// <c>loss = Σₙ Σₖ wₖ sₙₖ (1−pₙₖ)^γ (−log pₙₖ) / Σₙ Σₖ wₖ sₙₖ</c> with <c>p = softmax(logits)</c> and smoothed targets as
/// in <see cref="SoftmaxCrossEntropy"/>, which it is for γ = 0. Images that are answered right and surely hardly count. The class weights are the paper's α.
/// Rows of zeros contribute nothing.
/// </summary>
public sealed class SoftmaxFocalLoss : ILossFunction
{
    // Below any probability that matters: keeps the logarithm finite where p rounds to 1. The factor beside it, log p, is 0 there.
    private const double Tiny = 1e-12;

    private readonly double _gamma;
    private readonly double _smoothing;
    private readonly IReadOnlyList<float>? _weights;

    /// <summary>Creates the loss.</summary>
    /// <param name="gamma">γ, 0 to 10. Default 2, as in the paper.</param>
    /// <param name="labelSmoothing">ε in [0,1). Default 0.</param>
    /// <param name="classWeights">wₖ, one finite number ≥ 0 per class; null (default) weighs all classes 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public SoftmaxFocalLoss(double gamma = 2, double labelSmoothing = 0, IReadOnlyList<float>? classWeights = null)
    {
        _gamma = LossChecks.Focus(gamma, nameof(gamma));
        _smoothing = LossChecks.Smoothing(labelSmoothing);
        _weights = LossChecks.Weights(classWeights, "class weight");
    }

    /// <inheritdoc/>
    public string Name => "softmax-focal";

    /// <inheritdoc/>
    public string Append(GraphBuilder builder, string logits, string targets)
    {
        var target = SoftmaxTargets.Append(builder, targets, logits, _smoothing, _weights);
        var logProbabilities = builder.Add("LogSoftmax", [logits], NodeAttribute.Int("axis", 1));
        var term = builder.Add("Mul", [target, logProbabilities]);
        if (_gamma > 0)
        {
            var wrong = builder.Add("Relu", [builder.Add("Sub", [LossChecks.Number(builder, 1, logits), builder.Add("Exp", [logProbabilities])])]);
            var log = builder.Add("Log", [builder.Add("Add", [wrong, LossChecks.Number(builder, Tiny, logits)])]);
            term = builder.Add("Mul", [term, builder.Add("Exp", [builder.Add("Mul", [log, LossChecks.Number(builder, _gamma, logits)])])]);
        }
        return SoftmaxTargets.Mean(builder, term, target, logits);
    }
}
