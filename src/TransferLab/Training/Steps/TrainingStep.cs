using TransferLab.Training.Devices;

namespace TransferLab.Training.Steps;

/// <summary>Runs the training step: a batch in; loss, logits and all gradients out. Allocates nothing per step. Full batches go through a graph of fixed batch
/// size, which is the faster one; the smaller batches at the end of an epoch through one whose batch is open, made when the first of them comes.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly OnnxModel _forward;
    private readonly TrainingGraphOptions _options;
    private readonly SessionSettings _settings;
    private readonly NativeBuffer<float> _loss = new(1);
    private readonly LogitsBuffer _logits;
    private readonly DropoutMasks _masks;
    private readonly BoundTrainingGraph _full;
    private BoundTrainingGraph? _rest;

    /// <param name="forward">Model from pixels or features to the logits.</param>
    /// <param name="options">What trains, and the loss.</param>
    /// <param name="batchSize">Number of images of a full batch.</param>
    /// <param name="classes">Number of labels.</param>
    /// <param name="rateScale">Factor on the learning rate per trainable tensor; null for 1.</param>
    /// <param name="settings">Threads and device.</param>
    /// <param name="dropouts">Where values are dropped; null for nowhere.</param>
    /// <param name="seed">Seed of what is dropped.</param>
    /// <param name="inDeviceMemory">Whether weights and gradients are in the memory of the settings' device, and not in the processor's.</param>
    public TrainingStep(OnnxModel forward, TrainingGraphOptions options, int batchSize, int classes, Func<string, float>? rateScale, SessionSettings settings,
        IReadOnlyCollection<HeadDropout>? dropouts = null, ulong seed = 0, bool inDeviceMemory = false)
    {
        dropouts ??= [];
        _forward = DropoutNodes.Insert(forward, dropouts);
        _options = options with
        {
            ExtraFeeds = [.. options.ExtraFeeds, .. dropouts.Select(d => d.Mask)],
            Kernels = KernelModel.Operators(settings.Device),
        };
        (_settings, BatchSize) = (settings, batchSize);
        _masks = new DropoutMasks(dropouts, seed, batchSize);
        var graph = TrainingGraph.Build(_forward, _options with { BatchSize = batchSize });
        Parameters = inDeviceMemory ? new DeviceParameters(graph.Trainables, rateScale, settings) : new ParameterStore(graph.Trainables, rateScale);
        Statistics = new StatisticsStore(graph.Statistics);
        _logits = new LogitsBuffer(batchSize, classes);
        _full = new BoundTrainingGraph(graph, Parameters, Statistics, _loss, settings);
    }

    /// <summary>Number of images of a full batch.</summary>
    public int BatchSize { get; }
    /// <summary>Number of the epoch over the run, which decides what is dropped. Default 0.</summary>
    public int Epoch { get; set; }
    /// <summary>What trains, and its gradients after a run.</summary>
    public IParameters Parameters { get; }
    /// <summary>Running statistics that move with every run.</summary>
    public StatisticsStore Statistics { get; }

    /// <summary>Logits of the last batch, float32 [N,K] row-major.</summary>
    public ReadOnlySpan<float> Logits(int count) => _logits.Rows(count);

    /// <summary>Computes loss and gradients of a batch; the gradients are then in the parameters.</summary>
    public float Run(Batch batch, CancellationToken cancellation)
    {
        (batch.Count == BatchSize ? _full : _rest ??= Rest()).Run(batch, _masks, Epoch, _logits.View(batch.Count), cancellation);
        Statistics.Advance();
        return _loss.Span[0];
    }

    /// <summary>Path of the runtime's profile of full batches, see <see cref="SessionSettings.ProfilePrefix"/>.</summary>
    public string EndProfiling() => _full.EndProfiling();

    public void Dispose()
    {
        _full.Dispose();
        _rest?.Dispose();
        Parameters.Dispose();
        Statistics.Dispose();
        _logits.Dispose();
        _masks.Dispose();
        _loss.Dispose();
    }

    // Once or twice an epoch: it keeps no memory between its runs, which would double that of the process.
    private BoundTrainingGraph Rest() => new(TrainingGraph.Build(_forward, _options), Parameters, Statistics, _loss,
        _settings with { CpuArena = false, MemoryPattern = false, ProfilePrefix = null });
}

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

/// <summary>Where a session writes logits, float32 [N,K], with a view for each batch size that occurs.</summary>
internal sealed class LogitsBuffer(int capacity, int classes) : IDisposable
{
    private readonly NativeBuffer<float> _buffer = new((long)capacity * classes);
    private readonly Dictionary<int, OrtValue> _views = [];

    public OrtValue View(int count)
    {
        if (!_views.TryGetValue(count, out var view))
            _views.Add(count, view = OrtValue.Over(_buffer, 0, [count, classes]));
        return view;
    }

    public ReadOnlySpan<float> Rows(int count) => _buffer.Slice(0, count * classes);

    public void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        _buffer.Dispose();
    }
}
