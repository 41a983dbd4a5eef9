namespace TransferLab.Optimizers.Schedules;

/// <summary>The 1cycle policy (Smith and Topin 2018) with cosine arcs: up from rate/<paramref name="initialDivisor"/>
/// to the rate during the warm-up, then down to rate/<paramref name="initialDivisor"/>/<paramref name="finalDivisor"/>.
/// The steps are those of PyTorch's <c>OneCycleLR</c> in two phases; momentum is not cycled.</summary>
/// <param name="rate">The highest rate.</param>
/// <param name="warmUp">The share of steps that go up, in (0, 1); 0.3 by default.</param>
/// <param name="initialDivisor">The first rate is this much smaller than the highest; 25 by default.</param>
/// <param name="finalDivisor">The last rate is this much smaller than the first; 10,000 by default.</param>
internal sealed class OneCycleSchedule(double rate, double warmUp = 0.3, double initialDivisor = 25, double finalDivisor = 1e4) : LearningRateSchedule(rate)
{
    private readonly double _warmUp = warmUp is > 0 and < 1
        ? warmUp
        : throw new ArgumentOutOfRangeException(nameof(warmUp), warmUp, "The share of warm-up steps must lie between 0 and 1.");

    private readonly double _first = initialDivisor is >= 1 and < double.PositiveInfinity
        ? rate / initialDivisor
        : throw new ArgumentOutOfRangeException(nameof(initialDivisor), initialDivisor, "The initial divisor must be 1 or more.");

    private readonly double _last = finalDivisor is >= 1 and < double.PositiveInfinity
        ? rate / initialDivisor / finalDivisor
        : throw new ArgumentOutOfRangeException(nameof(finalDivisor), finalDivisor, "The final divisor must be 1 or more.");

    public override string Name => "one-cycle";

    private protected override double Value(long step, long totalSteps)
    {
        // With very few steps the share of warm-up can be less than one step; then the first step is already the top.
        var top = Math.Max(0, _warmUp * totalSteps - 1);
        return step <= top && top > 0
            ? Cosine(_first, Rate, step / top)
            : totalSteps - 1 <= top ? Rate : Cosine(Rate, _last, (step - top) / (totalSteps - 1 - top));
    }
}
