namespace TransferLab.Training.Events;

/// <summary>A run begins, or goes on after a resume.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Created">When it was created.</param>
public sealed record RunStarted(string Folder, DateTimeOffset Created) : TrainingEvent;

/// <summary>A run is done: its classifier and its result lie in its folder.</summary>
/// <param name="Result">What it came to.</param>
public sealed record RunFinished(FineTuneResult Result) : TrainingEvent;
