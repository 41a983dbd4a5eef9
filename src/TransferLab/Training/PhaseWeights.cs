using TransferLab.Training.Steps;

namespace TransferLab.Training;

/// <summary>What a phase moves: the weights and running statistics of its training step, the optimizer that moves them,
/// their moving average, and the best of them so far. This is what a checkpoint holds.</summary>
internal sealed class PhaseWeights : IDisposable
{
    private readonly TrainingContext _run;
    private readonly TrainingPhase _phase;
    private readonly IWeightAverage? _average;
    private readonly float[] _bestWeights;
    private readonly float[] _bestStatistics;

    /// <summary>Takes the weights of the run's model.</summary>
    public PhaseWeights(TrainingPhase phase, TrainingContext run, PhaseData data, StepPlan plan, SessionSettings settings)
    {
        (_phase, _run) = (phase, run);
        var (options, model) = (run.Options, run.Model);
        var graph = new TrainingGraphOptions
        {
            Logits = model.Head.Logits,
            Loss = run.Objective.Loss,
            Trainables = model.Trainables(phase.Plan),
            MovingStatistics = phase.Plan.MovingStatistics,
        };
        Step = new TrainingStep(data.TrainModel, graph, plan.LargestBatch, run.Dataset.Classes.Count, phase.RateScales(),
            settings, model.Head.Dropouts, options.Seed, options.TrainsInDeviceMemory);
        Parameters.LoadFrom(model.Forward.Graph);
        Step.Statistics.LoadFrom(model.Forward.Graph);
        _bestWeights = Parameters.Weights.OnHost().ToArray();
        _bestStatistics = Step.Statistics.Values.ToArray();
        Optimizer = CreateOptimizer();
        _average = options.Ema > 0 ? Parameters.CreateAverage(options.Ema) : null;
    }

    /// <summary>The step that computes their gradients.</summary>
    public TrainingStep Step { get; }

    public IParameters Parameters => Step.Parameters;

    public IParameterOptimizer Optimizer { get; }

    /// <summary>What a checkpoint holds, by name; written to when a run is resumed.</summary>
    public IEnumerable<(string Name, IVector Values)> Tensors()
    {
        yield return ("weights", Parameters.Weights);
        yield return ("best_weights", new HostVector(() => _bestWeights));
        if (_average is not null)
            yield return ("average", _average.Values);
        if (_bestStatistics.Length > 0)
        {
            yield return ("statistics", new HostVector(() => Step.Statistics.Values));
            yield return ("best_statistics", new HostVector(() => _bestStatistics));
        }
        foreach (var name in Optimizer.StateNames)
            yield return ("optimizer." + name, Optimizer.State(name));
    }

    /// <summary>Another optimizer as the phase has it, with zeroed state.</summary>
    public IParameterOptimizer CreateOptimizer() => Parameters.CreateOptimizer(
        _run.Options.Optimizer with { WeightDecay = _run.Options.Optimizer.WeightDecay ?? (float)_phase.Settings.WeightDecay, Threads = _run.Options.Threads });

    /// <summary>A tensor of the weights.</summary>
    public ReadOnlySpan<float> Tensor(string name) => Parameters.Weights.OnHost().Slice(Parameters.Layout[name].Offset, Parameters.Layout[name].Length);

    /// <summary>The weights have moved: so does their average.</summary>
    public void Moved() => _average?.Update(Optimizer.StepCount - 1);

    /// <summary>Does something with the weights that a run is judged by and leaves behind: their average, where there is one.</summary>
    public T Judged<T>(Func<T> use) => _average is null ? use() : _average.InPlaceOfWeights(use);

    /// <summary>Remembers the weights as they stand as the best.</summary>
    public void KeepAsBest()
    {
        Parameters.Weights.OnHost().CopyTo(_bestWeights);
        Step.Statistics.Values.CopyTo(_bestStatistics);
    }

    /// <summary>Puts the best weights into the run's model.</summary>
    public void StoreBest()
    {
        Parameters.Weights.CopyFrom(_bestWeights);
        _bestStatistics.CopyTo(Step.Statistics.Values);
        Parameters.StoreTo(_run.Model.Forward.Graph);
        Step.Statistics.StoreTo(_run.Model.Forward.Graph);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _average?.Dispose();
        Step.Dispose();
    }
}
