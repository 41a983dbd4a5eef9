using System.Diagnostics;
using TransferLab.Autodiff;
using TransferLab.Autodiff.Losses;
using TransferLab.Benchmarks.Models;
using TransferLab.Freezing;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Optimizers;
using TransferLab.Pictures.Batches;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// A whole training step as the fine-tuner does it, on a random float32 batch in memory: forward, cross-entropy, backward, AdamW. The frozen prefix is in the
/// same graph, as with random augmentation.
/// </summary>
internal sealed class TrainStepWork : IDisposable
{
    private const int Classes = 5;
    private readonly TrainingStep _step;
    private readonly IParameters _parameters;
    private readonly IParameterOptimizer _optimizer;
    private readonly BatchBuffer<float> _buffer;

    public TrainStepWork(BenchmarkModel model, int boundary, int batch, int threads, string? profilePrefix = null, BatchNormMode batchNorm = BatchNormMode.Affine)
    {
        FreezePolicy policy = boundary == 0 ? FreezePolicy.Parse("full") : boundary == model.GroupEnds.Count ? FreezePolicy.Parse("linear-probe")
            : FreezePolicy.Parse("until:" + model.GroupEnds[boundary - 1]);
        var plan = FreezePlan.Of(model.Backbone, policy, batchNorm);
        var forward = model.Backbone.Model.Clone();
        var head = ClassifierHead.Append(forward, model.Backbone.FeatureValue, Classes, 1);
        _step = new TrainingStep(forward, new TrainingGraphOptions
        {
            Logits = head.Logits,
            Loss = new SoftmaxCrossEntropy(),
            MovingStatistics = plan.MovingStatistics,
            Trainables = [.. plan.Trainable.Select(p => p.Name), .. head.Trainables],
        }, batch, Classes, null, new SessionSettings { Threads = threads, ProfilePrefix = profilePrefix });
        _parameters = _step.Parameters;
        _parameters.LoadFrom(forward.Graph);
        _step.Statistics.LoadFrom(forward.Graph);
        _optimizer = _parameters.CreateOptimizer(new OptimizerOptions { Threads = threads });
        _buffer = new BatchBuffer<float>(batch, [3, model.Backbone.Spec.Height, model.Backbone.Spec.Width], Classes);
        var random = new Random(1);
        foreach (ref var x in _buffer.Input.Span)
            x = random.NextSingle();
        for (var i = 0; i < batch; i++)
            _buffer.Target(i)[random.Next(Classes)] = 1;
        Batch = batch;
    }

    public int Batch { get; }

    /// <summary>Seconds of one step.</summary>
    public double Run()
    {
        var clock = Stopwatch.StartNew();
        _step.Run(_buffer.Take(Batch), CancellationToken.None);
        _optimizer.Step(new StepSettings(1e-4f));
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Path of the runtime's profile of the steps so far.</summary>
    public string EndProfiling() => _step.EndProfiling();

    public void Dispose()
    {
        _optimizer.Dispose();
        _step.Dispose();
        _buffer.Dispose();
    }
}
