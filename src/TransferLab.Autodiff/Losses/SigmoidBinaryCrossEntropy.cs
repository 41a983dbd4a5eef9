namespace TransferLab.Autodiff.Losses;

/// <summary>
/// Binary cross-entropy of independent sigmoids, for labels that do not exclude each other:
/// <c>loss = 1/(N·K) Σₙ Σₖ [ pₖ sₙₖ softplus(−xₙₖ) + (1−sₙₖ) softplus(xₙₖ) ]</c> with smoothed targets
/// <c>s = (1−ε) t + ε/2</c>. For pₖ = 1 this is max(x,0) − x·s + log(1+exp(−|x|)).
/// </summary>
/// <remarks>
/// Two softplus terms rather than the form with max and |x|: neither overflows nor cancels, and unlike |x| they have a derivative at
/// x = 0, where every logit of a zero-initialised head starts.
/// </remarks>
public sealed class SigmoidBinaryCrossEntropy : ILossFunction
{
    private readonly double _smoothing;
    private readonly IReadOnlyList<float>? _weights;

    /// <summary>Creates the loss.</summary>
    /// <param name="labelSmoothing">ε in [0,1): moves targets 0 and 1 to ε/2 and 1−ε/2. Default 0.</param>
    /// <param name="positiveWeights">pₖ, one finite number ≥ 0 per class, weighs its positive examples; null (default) is 1 for all.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public SigmoidBinaryCrossEntropy(double labelSmoothing = 0, IReadOnlyList<float>? positiveWeights = null)
    {
        _smoothing = LossChecks.Smoothing(labelSmoothing);
        _weights = LossChecks.Weights(positiveWeights, "positive weight");
    }

    /// <inheritdoc/>
    public string Name => "sigmoid-binary-cross-entropy";

    /// <inheritdoc/>
    public string Append(GraphBuilder builder, string logits, string targets)
    {
        LossChecks.Classes(builder, logits, _weights);
        var (positive, negative) = SigmoidTargets.Append(builder, targets, logits, _smoothing, _weights);
        var missed = builder.Add("Mul", [positive, builder.Add("Softplus", [builder.Add("Neg", [logits])])]);
        var raised = builder.Add("Mul", [negative, builder.Add("Softplus", [logits])]);
        return SigmoidTargets.Mean(builder, missed, raised);
    }
}

/// <summary>
/// What losses of independent sigmoids weigh their two terms by: smoothed targets s = (1−ε) t + ε/2, times a weight where the label is there; and 1 − s.
/// </summary>
internal static class SigmoidTargets
{
    /// <param name="builder">Writes behind the forward pass.</param>
    /// <param name="targets">[N,K], 0..1.</param>
    /// <param name="like">A value of the element type wanted.</param>
    /// <param name="smoothing">ε, 0 to below 1.</param>
    /// <param name="positiveWeights">One factor per label; null for 1.</param>
    /// <returns>The weights of the term of labels that are there, and of that of labels that are not, each [N,K].</returns>
    public static (string Positive, string Negative) Append(GraphBuilder builder, string targets, string like, double smoothing,
        IReadOnlyList<float>? positiveWeights)
    {
        string Number(double value) => LossChecks.Number(builder, value, like);
        var positive = smoothing == 0 ? targets
            : builder.Add("Add", [builder.Add("Mul", [targets, Number(1 - smoothing)]), Number(smoothing / 2)]);
        var negative = builder.Add("Sub", [Number(1), positive]);
        if (positiveWeights is not null)
            positive = builder.Add("Mul", [positive, LossChecks.Row(builder, positiveWeights, like)]);
        return (positive, negative);
    }

    /// <summary>The mean over all labels of both terms, a scalar without dimensions.</summary>
    public static string Mean(GraphBuilder builder, string missed, string raised) =>
        builder.Add("ReduceMean", [builder.Add("Add", [missed, raised]), builder.Ints(0, 1)], NodeAttribute.Int("keepdims", 0));
}
