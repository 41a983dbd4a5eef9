using TransferLab.Autodiff;
using TransferLab.Autodiff.Losses;
using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Optimizers;
using TransferLab.Pictures.Batches;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Tests.Training;

/// <summary>A classifier on a backbone in training, with or without kernels in C#.</summary>
internal sealed class TrainedForm : IDisposable
{
    private const int Classes = 5;
    private readonly int _batch;
    private readonly BoundTrainingGraph _graph;
    private readonly ParameterStore _parameters;
    private readonly StatisticsStore _statistics;
    private readonly IParameterOptimizer _optimizer;
    private readonly NativeBuffer<float> _loss = new(1);
    private readonly LogitsBuffer _logits;
    private readonly DropoutMasks _masks;
    private readonly BatchBuffer<byte> _buffer;

    public TrainedForm(Backbone backbone, string freeze, BatchNormMode mode, KernelOperators kernels, int batch, bool openBatch)
    {
        _batch = batch;
        var (forward, options) = Options(backbone, freeze, mode, kernels);
        var graph = TrainingGraph.Build(forward, openBatch ? options : options with { BatchSize = batch });
        Graph = graph.Model.Graph;
        _parameters = new ParameterStore(graph.Trainables, null);
        _parameters.LoadFrom(forward.Graph);
        _statistics = new StatisticsStore(graph.Statistics);
        _statistics.LoadFrom(forward.Graph);
        _optimizer = _parameters.CreateOptimizer(new OptimizerOptions { Name = "sgd", Threads = 1 });
        _logits = new LogitsBuffer(batch, Classes);
        _masks = new DropoutMasks([], 0, batch);
        _graph = new BoundTrainingGraph(graph, _parameters, _statistics, _loss, new SessionSettings { Threads = 2 });
        _buffer = new BatchBuffer<byte>(batch, [backbone.Spec.Height, backbone.Spec.Width, 3], Classes);
    }

    public Graph Graph { get; }

    public int Count(string op) => Graph.Nodes.Count(n => n.OpType == op);

    public ReadOnlySpan<float> Gradients => _parameters.Gradients.Span;

    /// <summary>The training graph of a whole classifier, from pixels on.</summary>
    public static (OnnxModel Forward, TrainingGraphOptions Options) Options(Backbone backbone, string freeze, BatchNormMode mode, KernelOperators kernels)
    {
        var plan = FreezePlan.Of(backbone, FreezePolicy.Parse(freeze), mode);
        var forward = backbone.Model.Clone();
        var head = ClassifierHead.Append(forward, backbone.FeatureValue, Classes, 1);
        Preprocessing.Prepend(forward, backbone.Spec);
        return (forward, new TrainingGraphOptions
        {
            Logits = head.Logits,
            Loss = new SoftmaxCrossEntropy(),
            MovingStatistics = plan.MovingStatistics,
            Trainables = [.. plan.Trainable.Select(p => p.Name), .. head.Trainables],
            Kernels = kernels,
        });
    }

    /// <summary>Loss of a batch of random pixels; the gradients are then there.</summary>
    public float Run(int step)
    {
        var random = new Random(step);
        random.NextBytes(_buffer.Input.Span);
        for (var i = 0; i < _batch; i++)
        {
            _buffer.Target(i).Clear();
            _buffer.Target(i)[random.Next(Classes)] = 1;
        }
        _graph.Run(_buffer.Take(_batch), _masks, 0, _logits.View(_batch), TestContext.Current.CancellationToken);
        _statistics.Advance();
        return _loss.Span[0];
    }

    /// <summary>Goes on from where another form is.</summary>
    public void TakeWeights(TrainedForm other) => other._parameters.Weights.Span.CopyTo(_parameters.Weights.Span);

    public void Step() => _optimizer.Step(new StepSettings(0.01f));

    public void Dispose()
    {
        _graph.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
        _statistics.Dispose();
        _logits.Dispose();
        _masks.Dispose();
        _buffer.Dispose();
        _loss.Dispose();
    }
}
