namespace TransferLab.Reports;

/// <summary>One row of <c>learning-rates.csv</c>: a step of the learning-rate range test.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">Loss of the step's batch, in nats.</param>
/// <param name="SmoothedLoss">Running mean of the losses.</param>
public sealed record RangeTestPoint(double Rate, double Loss, double SmoothedLoss);
