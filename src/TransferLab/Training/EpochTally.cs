using TransferLab.Training.Gradients;

namespace TransferLab.Training;

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
