namespace TransferLab.Optimizers.Schedules;

/// <summary>The rate falls by the same ratio every step, to <paramref name="final"/> of itself at the end: rate·final^(step/total).</summary>
/// <param name="rate">The first rate.</param>
/// <param name="final">What is left of it at the end, in (0, 1]; 0.01 by default.</param>
public sealed class ExponentialSchedule(double rate, double final = 0.01) : LearningRateSchedule(rate)
{
    private readonly double _final = final is > 0 and <= 1
        ? final
        : throw new ArgumentOutOfRangeException(nameof(final), final, "What is left at the end must be more than 0 and at most 1.");

    /// <inheritdoc/>
    public override string Name => "exponential";

    private protected override double Value(long step, long totalSteps) => Rate * Math.Pow(_final, (double)step / totalSteps);
}
