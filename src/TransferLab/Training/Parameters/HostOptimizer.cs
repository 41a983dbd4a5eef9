using TransferLab.Optimizers;

namespace TransferLab.Training.Parameters;

/// <summary>An optimizer that runs on the processor, over parameters in its memory.</summary>
internal sealed class HostOptimizer(Optimizer optimizer, ParameterStore parameters) : IParameterOptimizer
{
    public long StepCount => optimizer.StepCount;

    public IReadOnlyList<string> StateNames => optimizer.StateNames;

    public IVector State(string name) => new HostVector(() => optimizer.State(name));

    public void Resume(long stepCount) => optimizer.Resume(stepCount);

    public void Step(StepSettings settings) => optimizer.Step(parameters.Weights.Span, parameters.Gradients.Span, settings);

    public void Dispose()
    {
        // Its state is the garbage collector's.
    }
}
