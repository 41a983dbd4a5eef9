namespace TransferLab.Autodiff.Losses;

/// <summary>
/// Asymmetric loss of independent sigmoids (Ridnik et al. 2021, "Asymmetric loss for multi-label classification"), for many labels of which an image has few:
/// <c>loss = 1/(N·K) Σₙ Σₖ [ wₖ s (1−p)^γ₊ (−log p) + (1−s) q^γ₋ (−log(1−q)) ]</c> with <c>p = sigmoid(x)</c>,
/// <c>q = max(p−m, 0)</c> and smoothed targets <c>s = (1−ε) t + ε/2</c>.
/// Labels that are rightly thought absent with a probability below m do not count at all.
/// </summary>
/// <remarks>The focusing factors are differentiated too, which the paper's own code leaves to a switch.</remarks>
public sealed class AsymmetricLoss : ILossFunction
{
    // Below any probability that matters, above what float32 rounds away from 0: keeps logarithms finite where q is 0.
    private const double Tiny = 1e-12;

    private readonly double _negative;
    private readonly double _positive;
    private readonly double _clip;
    private readonly double _smoothing;
    private readonly IReadOnlyList<float>? _weights;

    /// <summary>Creates the loss.</summary>
    /// <param name="gammaNegative">γ₋ of labels that are not there, 0 to 10. Default 4.</param>
    /// <param name="gammaPositive">γ₊ of labels that are there, 0 to 10. Default 1.</param>
    /// <param name="clip">The margin m, 0 to below 0.5. Default 0.05.</param>
    /// <param name="labelSmoothing">ε in [0,1). Default 0.</param>
    /// <param name="positiveWeights">wₖ, one finite number ≥ 0 per label; null (default) is 1 for all.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public AsymmetricLoss(double gammaNegative = 4, double gammaPositive = 1, double clip = 0.05, double labelSmoothing = 0,
        IReadOnlyList<float>? positiveWeights = null)
    {
        _negative = LossChecks.Focus(gammaNegative, nameof(gammaNegative));
        _positive = LossChecks.Focus(gammaPositive, nameof(gammaPositive));
        _clip = clip is >= 0 and < 0.5 ? clip : throw new ArgumentOutOfRangeException(nameof(clip), clip, "The margin must be at least 0 and below 0.5.");
        _smoothing = LossChecks.Smoothing(labelSmoothing);
        _weights = LossChecks.Weights(positiveWeights, "positive weight");
    }

    /// <inheritdoc/>
    public string Name => "asymmetric";

    /// <inheritdoc/>
    public string Append(GraphBuilder builder, string logits, string targets)
    {
        LossChecks.Classes(builder, logits, _weights);
        var (positive, negative) = SigmoidTargets.Append(builder, targets, logits, _smoothing, _weights);
        var below = builder.Add("Softplus", [builder.Add("Neg", [logits])]);
        var above = builder.Add("Softplus", [logits]);
        var missed = builder.Add("Mul", [positive, Focused(builder, below, above, _positive, logits)]);
        var raised = builder.Add("Mul", [negative, _clip == 0 ? Focused(builder, above, below, _negative, logits) : Clipped(builder, logits)]);
        return SigmoidTargets.Mean(builder, missed, raised);
    }

    private static string Focused(GraphBuilder builder, string loss, string other, double gamma, string like) => gamma == 0
        ? loss
        : builder.Add("Mul", [loss, builder.Add("Exp", [builder.Add("Mul", [other, LossChecks.Number(builder, -gamma, like)])])]);

    // 1 − q is at least m, so that its logarithm is harmless; q itself is often 0.
    private string Clipped(GraphBuilder builder, string logits)
    {
        string Number(double value) => LossChecks.Number(builder, value, logits);
        var q = builder.Add("Relu", [builder.Add("Sub", [builder.Add("Sigmoid", [logits]), Number(_clip)])]);
        var loss = builder.Add("Neg", [builder.Add("Log", [builder.Add("Sub", [Number(1), q])])]);
        if (_negative == 0)
            return loss;
        var power = builder.Add("Exp", [builder.Add("Mul", [builder.Add("Log", [builder.Add("Add", [q, Number(Tiny)])]), Number(_negative)])]);
        return builder.Add("Mul", [loss, power]);
    }
}
