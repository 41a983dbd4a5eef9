namespace TransferLab.Optimizers.Schedules;

/// <summary>The learning rate as a function of how much of the training is done. A step is one optimizer update.</summary>
public abstract class LearningRateSchedule
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
