using TransferLab.Runs;
using TransferLab.Training.Parameters;

namespace TransferLab.Training;

/// <summary>Keeps what a phase produces: metrics and checkpoints.</summary>
internal interface IRunRecorder
{
    /// <summary>Whether so much time has passed since the last checkpoint that losing it would hurt.</summary>
    bool IsCheckpointDue { get; }

    /// <summary>An epoch is complete; writes a checkpoint when one is due or forced.</summary>
    void EpochDone(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors, bool force);

    /// <summary>Writes a checkpoint now.</summary>
    void Checkpoint(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors);

    /// <summary>Records the metrics of an epoch, and its gradient norms by layer group.</summary>
    void Metrics(EpochMetrics metrics, IEnumerable<GradientNorms> gradients);

    /// <summary>The learning rate that a range test of this run has picked; null before it.</summary>
    double? PickedLearningRate { get; }

    /// <summary>Records a range test: its curve, then the rate it has picked.</summary>
    void PickLearningRate(IReadOnlyList<RangeTestPoint> curve, double rate);
}
