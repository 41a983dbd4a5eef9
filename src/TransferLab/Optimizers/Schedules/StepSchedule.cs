namespace TransferLab.Optimizers.Schedules;

/// <summary>The rate is multiplied by a factor after each of a number of equal parts of the training: rate·factor^⌊parts·step/total⌋.</summary>
/// <param name="rate">The first rate.</param>
/// <param name="parts">Number of parts, 1 or more; 3 by default.</param>
/// <param name="factor">In (0, 1]; 0.1 by default.</param>
public sealed class StepSchedule(double rate, int parts = 3, double factor = 0.1) : LearningRateSchedule(rate)
{
    private readonly int _parts = parts >= 1 ? parts : throw new ArgumentOutOfRangeException(nameof(parts), parts, "There must be at least one part.");
    private readonly double _factor = factor is > 0 and <= 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be more than 0 and at most 1.");

    /// <inheritdoc/>
    public override string Name => "step";

    private protected override double Value(long step, long totalSteps) => Rate * Math.Pow(_factor, Math.Floor((double)_parts * step / totalSteps));
}
