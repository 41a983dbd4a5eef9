namespace TransferLab.Optimizers.Schedules;

/// <summary>Rises linearly for the first share of the steps (Goyal et al. 2017), then follows another schedule from its start over what remains.</summary>
/// <param name="then">The schedule after the warm-up; its first rate is what the warm-up rises to.</param>
/// <param name="share">The share of steps, in [0, 1); 0.1 by default.</param>
public sealed class WarmUpSchedule(LearningRateSchedule then, double share = 0.1) : LearningRateSchedule(then?.Rate ?? 0)
{
    private readonly LearningRateSchedule _then = then ?? throw new ArgumentNullException(nameof(then));
    private readonly double _share = share is >= 0 and < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "The share of warm-up steps must be at least 0 and below 1.");

    /// <inheritdoc/>
    public override string Name => $"warm-up-{_then.Name}";

    private protected override double Value(long step, long totalSteps)
    {
        var warm = (long)(_share * totalSteps);
        return step < warm ? _then.At(0, totalSteps - warm) * (step + 1) / (warm + 1) : _then.At(step - warm, totalSteps - warm);
    }
}
