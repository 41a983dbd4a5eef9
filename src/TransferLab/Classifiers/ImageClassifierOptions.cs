using TransferLab.Runtime;

namespace TransferLab;

/// <summary>How a classifier computes.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>Threads that share the work on one call; 0 (default) for all cores. With 1, callers bring the parallelism, which gives the higher throughput.</summary>
    public int Threads { get; init; }

    /// <summary>Where the network runs. Default the CPU.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>
    /// Whether encoded images and files are scored by the mean probability over several views: as always, closer, wider where the resize rule cuts off edges, each also mirrored. Four to six times the
    /// work. Default false.
    /// </summary>
    public bool TestTimeAugmentation { get; init; }

    /// <summary>Whether the golden images are scored at load. Default true.</summary>
    public bool CheckGoldenImages { get; init; } = true;

    /// <summary>Largest difference from an expected golden probability that is accepted. Default 0.002: room for another processor's rounding, none for another model.</summary>
    public double GoldenTolerance { get; init; } = 2e-3;
}
