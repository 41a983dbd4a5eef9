namespace TransferLab.Optimizers.Schedules;

/// <summary>Half a cosine from the rate down to 0 (Loshchilov and Hutter 2017, "SGDR", without restarts): rate·(1 + cos(π·step/total))/2.</summary>
public sealed class CosineSchedule(double rate) : LearningRateSchedule(rate)
{
    /// <inheritdoc/>
    public override string Name => "cosine";

    private protected override double Value(long step, long totalSteps) => Cosine(Rate, 0, (double)step / totalSteps);
}
