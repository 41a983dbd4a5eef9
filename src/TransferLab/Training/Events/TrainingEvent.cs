namespace TransferLab.Training.Events;

/// <summary>Something a run tells whoever watches it.</summary>
public abstract record TrainingEvent;
