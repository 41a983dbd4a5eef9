using TransferLab.Autodiff;
using TransferLab.Pictures.Batches;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;

namespace TransferLab.Training.Steps;

/// <summary>A session of a training graph whose weights, gradients and running statistics stay bound to their stores.</summary>
internal sealed class BoundTrainingGraph : IDisposable
{
    private readonly BoundSession _session;
    private readonly TrainingGraph _graph;

    public BoundTrainingGraph(TrainingGraph graph, IParameters parameters, StatisticsStore statistics, NativeBuffer<float> loss, SessionSettings settings)
    {
        _graph = graph;
        _session = new BoundSession(graph.Model.ToBytes(), settings);
        foreach (var (slice, trainable) in parameters.Layout.Slices.Zip(graph.Trainables))
        {
            _session.BindWeight(slice.Name, parameters.WeightValue(slice));
            _session.BindOwnedOutput(trainable.GradientName, parameters.GradientValue(slice));
        }
        foreach (var (name, value) in statistics.Inputs())
            _session.BindWeight(name, value);
        foreach (var (name, value) in statistics.Outputs())
            _session.BindOwnedOutput(name, value);
        _session.BindOwnedOutput(graph.LossName, OrtValue.Over(loss, 0, []));
    }

    public void Run(Batch batch, DropoutMasks masks, int epoch, OrtValue logits, CancellationToken cancellation)
    {
        masks.Bind(_session, batch.Indices.Span, epoch);
        _session.BindInput(_graph.InputName, batch.Input);
        _session.BindInput(_graph.TargetName, batch.Targets);
        _session.BindOutput(_graph.LogitsName, logits);
        _session.Run(cancellation);
    }

    public string EndProfiling() => _session.EndProfiling();

    public void Dispose() => _session.Dispose();
}
