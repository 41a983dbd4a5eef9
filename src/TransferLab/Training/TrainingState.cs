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

/// <summary>Which epoch of a run was best so far: highest validation accuracy, and among equals the lowest validation loss. On
/// small validation sets many epochs share an accuracy, and the loss then tells the sure classifier from the lucky one.</summary>
/// <param name="Epoch">The epoch over the whole run, from 1; 0 before the first.</param>
/// <param name="Accuracy">Its validation accuracy, or mean average precision.</param>
/// <param name="MacroF1">Its macro F1.</param>
/// <param name="Loss">Its validation loss.</param>
internal sealed record BestEpoch(int Epoch, double Accuracy, double MacroF1, double Loss)
{
    /// <summary>Before the first epoch.</summary>
    public static BestEpoch None { get; } = new(0, double.NegativeInfinity, 0, double.PositiveInfinity);

    public bool IsBeatenBy(ValidationScores scores) => scores.Accuracy > Accuracy || (scores.Accuracy == Accuracy && scores.Loss < Loss);

    public static BestEpoch Of(int epoch, ValidationScores scores) => new(epoch, scores.Accuracy, scores.MacroF1, scores.Loss);
}

/// <summary>Running sums over the steps of an epoch.</summary>
internal sealed record EpochTally
{
    /// <summary>Batches done.</summary>
    public int Batches { get; init; }
    /// <summary>Images done.</summary>
    public int Images { get; init; }
    /// <summary>Sum of batch loss times batch size.</summary>
    public double LossSum { get; init; }
    /// <summary>Sum of right answers (multi-label: of the share of labels that are right).</summary>
    public double Right { get; init; }
    /// <summary>Largest global gradient norm.</summary>
    public double GradientNorm { get; init; }
    /// <summary>Gradient norms by layer group.</summary>
    public GradientTally Gradients { get; init; } = new();
    /// <summary>Learning rate of the last step.</summary>
    public double LearningRate { get; init; }
    /// <summary>Seconds spent in steps.</summary>
    public double Seconds { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class TrainingJson : JsonSerializerContext;
