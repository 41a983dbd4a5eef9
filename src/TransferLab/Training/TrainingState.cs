using TransferLab.Training.Gradients;

namespace TransferLab.Training;

/// <summary>Where a run stands, to the optimizer step: all that is needed, beside the tensors, to go on as if nothing had happened.</summary>
internal sealed record TrainingState
{
    /// <summary>Number of the phase, from 0.</summary>
    public int Phase { get; init; }

    /// <summary>Epochs done within the phase.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs done in all phases before this one; seeds shuffling and augmentation.</summary>
    public int EarlierEpochs { get; init; }

    /// <summary>Optimizer steps done within the phase.</summary>
    public long Step { get; init; }

    /// <summary>Optimizer steps done in all phases before this one.</summary>
    public long EarlierSteps { get; init; }

    /// <summary>Optimizer steps done over the run.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long TotalSteps => EarlierSteps + Step;

    /// <summary>The epoch under way, when the checkpoint was written within one.</summary>
    public EpochTally Tally { get; init; } = new();

    /// <summary>What the watch over gradients remembers of the phase.</summary>
    public GradientHistory Gradients { get; init; } = new();

    /// <summary>The best epoch so far.</summary>
    public BestEpoch Best { get; init; } = BestEpoch.None;

    /// <summary>Epochs since then, for early stopping.</summary>
    public int SinceBest { get; init; }

    /// <summary>Seconds of training and validation so far, over all sessions of the run.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of training steps alone.</summary>
    public double TrainSeconds { get; init; }

    /// <summary>Images that went through training steps.</summary>
    public long TrainedImages { get; init; }

    /// <summary>Largest resident memory of the process at the end of an epoch, in bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>The state at the beginning of the phase that follows this one.</summary>
    public TrainingState NextPhase() => this with
    {
        Phase = Phase + 1,
        Epoch = 0,
        EarlierEpochs = EarlierEpochs + Epoch,
        Step = 0,
        EarlierSteps = EarlierSteps + Step,
        Tally = new EpochTally(),
        Gradients = new GradientHistory(),
        SinceBest = 0,
    };
}
