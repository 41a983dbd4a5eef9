using TransferLab.Training.Events;

namespace TransferLab.Studies.Comparison;

/// <summary>A strategy gets no more seeds within the budget.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Reason">Why, to follow its name.</param>
public sealed record StrategyEnded(string Strategy, string Reason) : TrainingEvent;
