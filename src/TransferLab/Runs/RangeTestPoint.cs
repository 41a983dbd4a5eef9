namespace TransferLab.Runs;

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="Loss">Loss of the step's images before the step, in nats, corrected for how hard they were before any; not finite where the test ended by it.</param>
/// <param name="SmoothedLoss">The same, smoothed over the steps before.</param>
public sealed record RangeTestPoint(double Rate, double Loss, double SmoothedLoss);
