using System.Diagnostics.Metrics;

namespace TransferLab.Service.Models;

/// <summary>What the host counts and measures; docs/serving.md lists it.</summary>
internal sealed class HostMetrics : IDisposable
{
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string Name = "TransferLab.Service";

    /// <summary>Spans of the host.</summary>
    public static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _images;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _shadow;
    private readonly Counter<long> _labels;
    private readonly Histogram<double> _decode;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _inference;
    private readonly Histogram<int> _batch;

    public HostMetrics()
    {
        // Bounds of 1-2-5 from half a millisecond to ten seconds.
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] };
        _images = _meter.CreateCounter<long>("transferlab.images", "{image}", "Pictures scored, by model and version.");
        _refused = _meter.CreateCounter<long>("transferlab.refused", "{request}", "Requests refused because the host was full.");
        _shadow = _meter.CreateCounter<long>("transferlab.shadow", "{image}", "Pictures on which the shadow was compared.");
        _labels = _meter.CreateCounter<long>("transferlab.labels", "{label}", "Labels given, by model.");
        _decode = _meter.CreateHistogram("transferlab.decode.duration", "s", "Time from bytes to pixels of the model's size.", advice: seconds);
        _wait = _meter.CreateHistogram("transferlab.wait.duration", "s", "Time in queues.", advice: seconds);
        _inference = _meter.CreateHistogram("transferlab.inference.duration", "s", "Time of a run of the model.", advice: seconds);
        var sizes = new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };
        _batch = _meter.CreateHistogram("transferlab.batch.size", "{image}", "Pictures of a run.", advice: sizes);
    }

    public void Observe(InferenceEngine engine) =>
        _meter.CreateObservableGauge("transferlab.queue.images", () => engine.Inside, "{image}", "Pictures decoded or waiting.");

    public void Observe(ModelRegistry models)
    {
        Observe("transferlab.model.version", m => m.Routing.Serving?.Version, "The version in service.");
        Observe("transferlab.model.failures", m => (int?)m.Failures.Count, "Versions that could not be brought into service.");
        Observe("transferlab.model.drift", m => m.Drift.Distance,
            "Total variation distance between the mix of labels given and that of the training images.");

        // A model without a value is not in the answer.
        void Observe<T>(string name, Func<ServedModel, T?> value, string description) where T : struct =>
            _meter.CreateObservableGauge(name, () => models.Models.Select(m => (m.Name, Value: value(m))).Where(m => m.Value is not null)
                .Select(m => new Measurement<T>(m.Value!.Value, Tag("model", m.Name))), description: description);
    }

    public void Refused(string why) => _refused.Add(1, Tag("reason", why));

    public void Batch(string model, int version, int size, TimeSpan time)
    {
        var tags = Tags(model, version);
        _batch.Record(size, tags);
        _inference.Record(time.TotalSeconds, tags);
    }

    public void Scored(ModelVersion model, in ScoredImage scored)
    {
        var tags = Tags(model.Name, model.Version);
        tags.Add("outcome", scored.Score.Error is null ? "scored" : "unreadable");
        _images.Add(1, tags);
        _decode.Record(scored.Decode.TotalSeconds, Tag("model", model.Name));
        _wait.Record(scored.Wait.TotalSeconds, Tag("model", model.Name));
    }

    public void Labelled(ModelVersion model, IReadOnlyList<string> labels)
    {
        foreach (var label in labels)
            _labels.Add(1, Tag("model", model.Name), Tag("label", label));
    }

    public void Compared(string model, bool agrees) => _shadow.Add(1, Tag("model", model), Tag("agrees", agrees ? "true" : "false"));

    public void Dispose() => _meter.Dispose();

    private static TagList Tags(string model, int version) => new() { { "model", model }, { "version", version.ToString(CultureInfo.InvariantCulture) } };

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
