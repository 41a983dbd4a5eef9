using TransferLab.Training.Events;

namespace TransferLab.Studies.Comparison;

/// <summary>A run of a comparison is done.</summary>
/// <param name="Run">What it came to.</param>
/// <param name="ScoreName"><c>accuracy</c> or <c>mAP</c>.</param>
/// <param name="Done">Runs that are done.</param>
/// <param name="Total">Runs in all.</param>
/// <param name="WasThere">Whether an earlier session had done it.</param>
public sealed record CellCompleted(ComparedRun Run, string ScoreName, int Done, int Total, bool WasThere) : TrainingEvent;

/// <summary>A comparison is done: its summary lies in its folder.</summary>
/// <param name="Summary">What was found.</param>
/// <param name="Folder">The folder.</param>
public sealed record ComparisonFinished(ComparisonSummary Summary, string Folder) : TrainingEvent;
