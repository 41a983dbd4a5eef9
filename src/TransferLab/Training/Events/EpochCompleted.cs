using TransferLab.Runs;

namespace TransferLab.Training.Events;

/// <summary>An epoch is done and has been validated.</summary>
/// <param name="Metrics">What was measured.</param>
/// <param name="Epoch">Epoch within the phase, from 1.</param>
/// <param name="IsBest">Whether these are the best weights so far.</param>
/// <param name="Remaining">Estimated time to the end of the phase if it does not stop early.</param>
public sealed record EpochCompleted(EpochMetrics Metrics, int Epoch, bool IsBest, TimeSpan Remaining) : TrainingEvent
{
    /// <summary>Norms of the gradients, by layer group.</summary>
    public IReadOnlyList<GradientNorms> Gradients { get; init; } = [];
}
