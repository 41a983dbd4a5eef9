namespace TransferLab.Training.Events;

/// <summary>A phase of training starts, or goes on after a resume.</summary>
/// <param name="Name">E.g. <c>linear-probe</c>.</param>
/// <param name="Index">Number of the phase, from 0.</param>
/// <param name="Count">Number of phases.</param>
/// <param name="Epochs">Epochs the phase has.</param>
/// <param name="FirstEpoch">Epochs already done by the run that is resumed.</param>
/// <param name="TrainableParameters">Numbers that train.</param>
/// <param name="TotalParameters">Numbers of backbone and head together.</param>
/// <param name="CutValue">The value behind which training happens; everything before it is frozen.</param>
/// <param name="CachedFeatures">Whether the frozen part runs once per image instead of once per image and epoch.</param>
public sealed record PhaseStarted(string Name, int Index, int Count, int Epochs, int FirstEpoch, long TrainableParameters, long TotalParameters, string CutValue, bool CachedFeatures)
    : TrainingEvent;
