using TransferLab.Optimizers;

namespace TransferLab.Training.Parameters;

/// <summary>An optimizer of <see cref="IParameters"/>, whose state is where they are.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>Steps taken so far.</summary>
    long StepCount { get; }

    /// <summary>Names of its state vectors.</summary>
    IReadOnlyList<string> StateNames { get; }

    /// <summary>A state vector.</summary>
    IVector State(string name);

    /// <summary>Continues after a checkpoint: the states have been restored and stand for so many steps.</summary>
    void Resume(long stepCount);

    /// <summary>Moves the weights against their gradients.</summary>
    void Step(StepSettings settings);
}
