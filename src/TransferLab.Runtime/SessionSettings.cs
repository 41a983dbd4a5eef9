namespace TransferLab.Runtime;

/// <summary>How a session runs its model.</summary>
public sealed record SessionSettings
{
    /// <summary>Threads that work on one operator; 0 (the default) takes every core the process may use.</summary>
    public int Threads { get; init; }
    /// <summary>How far the graph is rewritten before it runs; default <see cref="GraphOptimization.All"/>.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;
    /// <summary>Whether the memory plan of a run is remembered for the next run of the same shapes; default true.</summary>
    public bool MemoryPattern { get; init; } = true;
    /// <summary>Whether freed memory is kept for later runs; default true. Without it runs are slower and the process stays smaller.</summary>
    public bool CpuArena { get; init; } = true;
    /// <summary>Whether idle threads of a run spin before they sleep; default true. Spinning is faster, and takes cores from work beside the run.</summary>
    public bool AllowSpinning { get; init; } = true;
    /// <summary>Whether kernels that give the same bits every time are preferred where there is a choice; default true.</summary>
    public bool Deterministic { get; init; } = true;
    /// <summary>Path and start of the name of a profile (Chrome trace JSON) to write; null (the default) for none.</summary>
    public string? ProfilePrefix { get; init; }
    /// <summary>Where the model runs; default the CPU. Results of other devices differ from the CPU's by rounding.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;
}

/// <summary>How far ONNX Runtime rewrites a graph before it runs it; the numbers are those of its C API.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None = 0,
    /// <summary>Constant folding, removal of redundant nodes.</summary>
    Basic = 1,
    /// <summary>Also fusions into operators of the execution provider.</summary>
    Extended = 2,
    /// <summary>Also blocked memory layouts.</summary>
    All = 99,
}
