namespace TransferLab.Training.Events;

/// <summary>One optimizer step is done.</summary>
/// <param name="Epoch">Epoch within the phase, from 0.</param>
/// <param name="Step">Step within the epoch, from 0.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Loss of this batch.</param>
/// <param name="ImagesPerSecond">Training speed in this epoch so far.</param>
public sealed record StepCompleted(int Epoch, int Step, int Steps, double Loss, double ImagesPerSecond) : TrainingEvent;
