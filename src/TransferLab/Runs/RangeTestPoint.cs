namespace TransferLab.Runs;

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="Loss">Loss of the step's batch before the step, in nats; not finite where the test ended by it.</param>
/// <param name="SmoothedLoss">The same, smoothed over the steps before.</param>
public sealed record RangeTestPoint(double Rate, double Loss, double SmoothedLoss);
