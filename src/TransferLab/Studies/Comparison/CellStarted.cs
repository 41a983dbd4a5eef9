using TransferLab.Training.Events;

namespace TransferLab.Studies.Comparison;

/// <summary>A run of a comparison begins or goes on.</summary>
/// <param name="Strategy">Its strategy.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Done">Runs that are done.</param>
/// <param name="Total">Runs in all.</param>
/// <param name="Remaining">Estimated time to the end of the comparison; null where it is not known.</param>
public sealed record CellStarted(string Strategy, ulong Seed, int Done, int Total, TimeSpan? Remaining) : TrainingEvent;
