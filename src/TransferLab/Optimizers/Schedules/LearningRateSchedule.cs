namespace TransferLab.Optimizers.Schedules;

/// <summary>The learning rate as a function of how much of the training is done. A step is one optimizer update.</summary>
internal abstract class LearningRateSchedule
{
    private protected LearningRateSchedule(double rate)
    {
        if (!(rate >= 0) || double.IsInfinity(rate))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The learning rate must be 0 or more and finite.");
        Rate = rate;
    }

    /// <summary>The rate people name: the only one of a constant schedule, the highest of all others.</summary>
    public double Rate { get; }

    /// <summary>Its name in <see cref="ScheduleCatalog"/>.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">0 for the first step; steps past the end keep the last rate.</param>
    /// <param name="totalSteps">The number of steps of the whole training, 1 or more.</param>
    public double At(long step, long totalSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, 1);
        return Value(Math.Min(step, totalSteps - 1), totalSteps);
    }

    private protected abstract double Value(long step, long totalSteps);

    /// <summary>From <paramref name="start"/> at 0 to <paramref name="end"/> at 1 along half a cosine.</summary>
    private protected static double Cosine(double start, double end, double done) => end + (start - end) / 2 * (1 + Math.Cos(Math.PI * done));
}

/// <summary>The same learning rate throughout.</summary>
internal sealed class ConstantSchedule(double rate) : LearningRateSchedule(rate)
{
    public override string Name => "constant";

    private protected override double Value(long step, long totalSteps) => Rate;
}

/// <summary>Half a cosine from the rate down to 0 (Loshchilov and Hutter 2017, "SGDR", without restarts): rate·(1 + cos(π·step/total))/2.</summary>
internal sealed class CosineSchedule(double rate) : LearningRateSchedule(rate)
{
    public override string Name => "cosine";

    private protected override double Value(long step, long totalSteps) => Cosine(Rate, 0, (double)step / totalSteps);
}

/// <summary>The rate falls by the same ratio every step, to <paramref name="final"/> of itself at the end: rate·final^(step/total).</summary>
/// <param name="rate">The first rate.</param>
/// <param name="final">What is left of it at the end, in (0, 1]; 0.01 by default.</param>
internal sealed class ExponentialSchedule(double rate, double final = 0.01) : LearningRateSchedule(rate)
{
    private readonly double _final = final is > 0 and <= 1
        ? final
        : throw new ArgumentOutOfRangeException(nameof(final), final, "What is left at the end must be more than 0 and at most 1.");

    public override string Name => "exponential";

    private protected override double Value(long step, long totalSteps) => Rate * Math.Pow(_final, (double)step / totalSteps);
}

/// <summary>The rate is multiplied by a factor after each of a number of equal parts of the training: rate·factor^⌊parts·step/total⌋.</summary>
/// <param name="rate">The first rate.</param>
/// <param name="parts">Number of parts, 1 or more; 3 by default.</param>
/// <param name="factor">In (0, 1]; 0.1 by default.</param>
internal sealed class StepSchedule(double rate, int parts = 3, double factor = 0.1) : LearningRateSchedule(rate)
{
    private readonly int _parts = parts >= 1 ? parts : throw new ArgumentOutOfRangeException(nameof(parts), parts, "There must be at least one part.");
    private readonly double _factor = factor is > 0 and <= 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be more than 0 and at most 1.");

    public override string Name => "step";

    private protected override double Value(long step, long totalSteps) => Rate * Math.Pow(_factor, Math.Floor((double)_parts * step / totalSteps));
}

/// <summary>Rises linearly for the first share of the steps (Goyal et al. 2017), then follows another schedule from its start over what remains.</summary>
/// <param name="then">The schedule after the warm-up; its first rate is what the warm-up rises to.</param>
/// <param name="share">The share of steps, in [0, 1); 0.1 by default.</param>
internal sealed class WarmUpSchedule(LearningRateSchedule then, double share = 0.1) : LearningRateSchedule(then?.Rate ?? 0)
{
    private readonly LearningRateSchedule _then = then ?? throw new ArgumentNullException(nameof(then));
    private readonly double _share = share is >= 0 and < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "The share of warm-up steps must be at least 0 and below 1.");

    public override string Name => $"warm-up-{_then.Name}";

    private protected override double Value(long step, long totalSteps)
    {
        var warm = (long)(_share * totalSteps);
        return step < warm ? _then.At(0, totalSteps - warm) * (step + 1) / (warm + 1) : _then.At(step - warm, totalSteps - warm);
    }
}
