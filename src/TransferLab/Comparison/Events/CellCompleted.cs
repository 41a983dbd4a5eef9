using TransferLab.Training.Events;

namespace TransferLab.Comparison.Events;

/// <summary>A run of a comparison is done.</summary>
/// <param name="Run">What it came to.</param>
/// <param name="ScoreName"><c>accuracy</c> or <c>mAP</c>.</param>
/// <param name="Done">Runs that are done.</param>
/// <param name="Total">Runs in all.</param>
/// <param name="WasThere">Whether an earlier session had done it.</param>
public sealed record CellCompleted(ComparedRun Run, string ScoreName, int Done, int Total, bool WasThere) : TrainingEvent;
