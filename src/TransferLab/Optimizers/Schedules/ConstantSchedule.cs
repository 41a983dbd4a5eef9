namespace TransferLab.Optimizers.Schedules;

/// <summary>The same learning rate throughout.</summary>
public sealed class ConstantSchedule(double rate) : LearningRateSchedule(rate)
{
    /// <inheritdoc/>
    public override string Name => "constant";

    private protected override double Value(long step, long totalSteps) => Rate;
}
