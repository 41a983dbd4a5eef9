using TransferLab.Autodiff.Rewriting;

namespace TransferLab.Training.Steps;

/// <summary>Scores images with the weights as they stand: the forward graph with its trainable tensors bound to the parameters.</summary>
internal sealed class ValidationStep : IDisposable
{
    private readonly BoundSession _session;
    private readonly LogitsBuffer _logits;
    private readonly string _input;
    private readonly string _output;
    private readonly int _classes;

    /// <param name="forward">Model from pixels or features to the logits.</param>
    /// <param name="parameters">The trainable tensors, by initializer name.</param>
    /// <param name="statistics">The running statistics that move, by initializer name.</param>
    /// <param name="batchSize">Largest batch.</param>
    /// <param name="classes">Number of labels.</param>
    /// <param name="settings">Threads and device.</param>
    public ValidationStep(OnnxModel forward, IParameters parameters, StatisticsStore statistics, int batchSize, int classes, SessionSettings settings)
    {
        _input = forward.Graph.Feeds.Single().Name;
        _output = forward.Graph.Outputs.Single().Name;
        _classes = classes;
        string[] weights = [.. parameters.Layout.Slices.Select(s => s.Name), .. statistics.Names];
        _session = new BoundSession(KernelModel.Of(WithWeightInputs(forward, weights), settings.Device, weights).ToBytes(), settings);
        _logits = new LogitsBuffer(batchSize, classes);
        foreach (var slice in parameters.Layout.Slices)
            _session.BindWeight(slice.Name, parameters.WeightValue(slice));
        foreach (var (name, value) in statistics.Inputs())
            _session.BindWeight(name, value);
    }

    /// <summary>Logits of all given samples, row-major [count,K], in the order given.</summary>
    public float[] Run(IBatchSource source, IReadOnlyList<int> samples, CancellationToken cancellation)
    {
        var all = new float[(long)samples.Count * _classes];
        var done = 0;
        foreach (var batch in source.Epoch(samples, 0, 0, cancellation))
        {
            _session.BindInput(_input, batch.Input);
            _session.BindOutput(_output, _logits.View(batch.Count));
            _session.Run(cancellation);
            _logits.Rows(batch.Count).CopyTo(all.AsSpan(done * _classes));
            done += batch.Count;
        }
        return all;
    }

    public void Dispose()
    {
        _session.Dispose();
        _logits.Dispose();
    }

    private static OnnxModel WithWeightInputs(OnnxModel forward, IEnumerable<string> names)
    {
        var model = forward.Clone();
        InitializerInputs.Free(model.Graph, names);
        BatchNormFolding.Apply(model.Graph, model.Opset);
        return model;
    }
}
