using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Losses;

/// <summary>What losses of independent sigmoids weigh their two terms by: smoothed targets s = (1−ε) t + ε/2, times a weight where the label is there; and 1 − s.</summary>
internal static class SigmoidTargets
{
    /// <param name="builder">Writes behind the forward pass.</param>
    /// <param name="targets">[N,K], 0..1.</param>
    /// <param name="like">A value of the element type wanted.</param>
    /// <param name="smoothing">ε, 0 to below 1.</param>
    /// <param name="positiveWeights">One factor per label; null for 1.</param>
    /// <returns>The weights of the term of labels that are there, and of that of labels that are not, each [N,K].</returns>
    public static (string Positive, string Negative) Append(GraphBuilder builder, string targets, string like, double smoothing, IReadOnlyList<float>? positiveWeights)
    {
        string Number(double value) => LossChecks.Number(builder, value, like);
        var positive = smoothing == 0 ? targets
            : builder.Add("Add", [builder.Add("Mul", [targets, Number(1 - smoothing)]), Number(smoothing / 2)]);
        var negative = builder.Add("Sub", [Number(1), positive]);
        if (positiveWeights is not null)
            positive = builder.Add("Mul", [positive, LossChecks.Row(builder, positiveWeights, like)]);
        return (positive, negative);
    }
}
