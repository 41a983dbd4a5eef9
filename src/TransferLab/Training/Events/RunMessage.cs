namespace TransferLab.Training.Events;

/// <summary>A sentence for the log: early stopping, resuming, where the package lies.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="IsWarning">Whether the user should look at it.</param>
public sealed record RunMessage(string Text, bool IsWarning = false) : TrainingEvent;
