namespace TransferLab.Training;

/// <summary>How far a run has come.</summary>
/// <param name="Result">What it came to; null where it paused before its end.</param>
/// <param name="State">Where it stands.</param>
/// <param name="TrainableParameters">Numbers that train in its last phase, head included.</param>
internal sealed record RunOutcome(FineTuneResult? Result, TrainingState State, long TrainableParameters);
