using TransferLab.Autodiff;
using TransferLab.Batches;
using TransferLab.Runtime;

namespace TransferLab.Training;

/// <summary>Runs a training graph: a batch in; loss, logits and all gradients out. Allocates nothing per step.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly BoundSession _session;
    private readonly TrainingGraph _graph;
    private readonly NativeBuffer<float> _loss = new(1);
    private readonly LogitsBuffer _logits;

    public TrainingStep(TrainingGraph graph, ParameterStore parameters, int batchSize, int classes, SessionSettings settings)
    {
        _graph = graph;
        _session = new BoundSession(graph.Model.ToBytes(), settings);
        _logits = new LogitsBuffer(batchSize, classes);
        foreach (var (slice, trainable) in parameters.Layout.Slices.Zip(graph.Trainables))
        {
            _session.BindWeight(slice.Name, parameters.WeightValue(slice));
            _session.BindOwnedOutput(trainable.GradientName, parameters.GradientValue(slice));
        }
        _session.BindOwnedOutput(graph.LossName, OrtValue.Over(_loss, 0, []));
    }

    /// <summary>Logits of the last batch, float32 [N,K] row-major.</summary>
    public ReadOnlySpan<float> Logits(int count) => _logits.Rows(count);

    /// <summary>Computes loss and gradients of a batch; the gradients are then in the parameter store.</summary>
    public float Run(Batch batch, CancellationToken cancellation)
    {
        _session.BindInput(_graph.InputName, batch.Input);
        _session.BindInput(_graph.TargetName, batch.Targets);
        _session.BindOutput(_graph.LogitsName, _logits.View(batch.Count));
        _session.Run(cancellation);
        return _loss.Span[0];
    }

    public void Dispose()
    {
        _session.Dispose();
        _logits.Dispose();
        _loss.Dispose();
    }
}
