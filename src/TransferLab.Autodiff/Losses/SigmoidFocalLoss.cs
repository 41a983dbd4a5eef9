namespace TransferLab.Autodiff.Losses;

/// <summary>
/// Focal loss of independent sigmoids (Lin et al. 2017, "Focal loss for dense object detection"), for labels that do not exclude each other:
/// <c>loss = 1/(N·K) Σₙ Σₖ [ α wₖ s (1−p)^γ (−log p) + (1−α)(1−s) p^γ (−log(1−p)) ]</c> with <c>p = sigmoid(x)</c> and smoothed
/// targets <c>s = (1−ε) t + ε/2</c>. Decisions that are right and sure hardly count. Without α both its factors are 1;
/// with γ = 0 as well it is binary cross-entropy.
/// </summary>
/// <remarks>
/// (1−p)^γ is written exp(−γ softplus(x)) and p^γ exp(−γ softplus(−x)): no power of a number that rounds to 0,
/// whose derivative would not be finite.
/// </remarks>
public sealed class SigmoidFocalLoss : ILossFunction
{
    private readonly double _gamma;
    private readonly double? _alpha;
    private readonly double _smoothing;
    private readonly IReadOnlyList<float>? _weights;

    /// <summary>Creates the loss.</summary>
    /// <param name="gamma">γ, 0 to 10. Default 2, as in the paper.</param>
    /// <param name="alpha">α, above 0, below 1; null (default) for none. The paper has 0.25 beside γ = 2.</param>
    /// <param name="labelSmoothing">ε in [0,1). Default 0.</param>
    /// <param name="positiveWeights">wₖ, one finite number ≥ 0 per label; null (default) is 1 for all.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public SigmoidFocalLoss(double gamma = 2, double? alpha = null, double labelSmoothing = 0, IReadOnlyList<float>? positiveWeights = null)
    {
        _gamma = LossChecks.Focus(gamma, nameof(gamma));
        _alpha = alpha is null or (> 0 and < 1) ? alpha : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and below 1.");
        _smoothing = LossChecks.Smoothing(labelSmoothing);
        _weights = LossChecks.Weights(positiveWeights, "positive weight");
    }

    /// <inheritdoc/>
    public string Name => "sigmoid-focal";

    /// <inheritdoc/>
    public string Append(GraphBuilder builder, string logits, string targets)
    {
        LossChecks.Classes(builder, logits, _weights);
        var (positive, negative) = SigmoidTargets.Append(builder, targets, logits, _smoothing, _weights);
        var below = builder.Add("Softplus", [builder.Add("Neg", [logits])]);
        var above = builder.Add("Softplus", [logits]);
        var missed = Term(builder, positive, below, above, _alpha, logits);
        var raised = Term(builder, negative, above, below, 1 - _alpha, logits);
        return SigmoidTargets.Mean(builder, missed, raised);
    }

    // weight · factor · exp(−γ other) · loss, where exp(−other) is the probability of being wrong.
    private string Term(GraphBuilder builder, string weight, string loss, string other, double? factor, string like)
    {
        var term = builder.Add("Mul", [weight, loss]);
        if (_gamma > 0)
            term = builder.Add("Mul", [term, builder.Add("Exp", [builder.Add("Mul", [other, LossChecks.Number(builder, -_gamma, like)])])]);
        return factor is { } f ? builder.Add("Mul", [term, LossChecks.Number(builder, f, like)]) : term;
    }
}
