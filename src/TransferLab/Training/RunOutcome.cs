namespace TransferLab.Training;

/// <summary>What became of a run.</summary>
/// <param name="Result">What it came to.</param>
/// <param name="State">Where it ended.</param>
/// <param name="TrainableParameters">Numbers that train in its last phase, head included.</param>
internal sealed record RunOutcome(FineTuneResult Result, TrainingState State, long TrainableParameters);
