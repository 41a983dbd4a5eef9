using TransferLab.Classifiers.Evaluation;
using TransferLab.Runtime;

namespace TransferLab;

/// <summary>How a labelled folder is scored.</summary>
public sealed record PackageEvaluationOptions
{
    /// <summary>Whether an unreadable image is an error. Default false.</summary>
    public bool Strict { get; init; }

    /// <summary>Threads; 0 (default) for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Where the network runs. Default the CPU.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>Whether the probabilities of several views of each picture are averaged. Default false.</summary>
    public bool TestTimeAugmentation { get; init; }

    /// <summary>How intervals of the scores are worked out. Default: 1000 resamples, 95 %.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();
}
