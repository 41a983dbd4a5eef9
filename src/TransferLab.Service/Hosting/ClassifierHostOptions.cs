using TransferLab.Runtime;

namespace TransferLab.Service.Hosting;

/// <summary>What the host serves, and where. In configuration all of it lies below <c>TransferLab</c>; <see cref="HostConfiguration"/> reads it.</summary>
public sealed record ClassifierHostOptions
{
    /// <summary>Folder of a classifier package, or of a run, served under the name <see cref="Name"/>; null where there is only a model folder.</summary>
    public string? Package { get; init; }

    /// <summary>Name of the model in <see cref="Package"/>. Default <c>default</c>.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Further packages by name.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of models, <c>NAME/VERSION/classifier.json</c>, which is watched; null for none.</summary>
    public string? Models { get; init; }

    /// <summary>The model that answers where none is named; null for the only one, or the one in <see cref="Package"/>.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Seconds between two looks at models and packages, 0.1 to 3600; 0 never looks again. Default 2.</summary>
    public double WatchSeconds { get; init; } = 2;

    /// <summary>Addresses to listen on, separated by semicolons. Default: port 5080 of this machine alone.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Threads that share the work on one batch; 0 for all cores. Default 1: cores work on different pictures, which gives the higher throughput.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where networks run, those of retraining too, as <see cref="ComputeDevice.Parse"/> reads it: <c>cpu</c> (default), <c>cuda</c>, <c>cuda:N</c> or <c>auto</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>File of a plug-in execution provider that brings the device; null (default) for what is built in.</summary>
    public string? ProviderLibrary { get; init; }

    /// <summary>The device that is really used; set by the host.</summary>
    internal ComputeDevice Resolved { get; init; } = ComputeDevice.Cpu;

    /// <summary>Seconds that requests in progress get to finish when the host stops, 0 to 3600. Default 30.</summary>
    public int StopSeconds { get; init; } = 30;

    /// <summary>Limits.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Batches.</summary>
    public BatchingOptions Batching { get; init; } = new();

    /// <summary>Pictures by URL.</summary>
    public FetchOptions Fetch { get; init; } = new();

    /// <summary>Keys and origins.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Retraining.</summary>
    public RetrainingOptions Retraining { get; init; } = new();

    /// <summary>Metrics and traces.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();
}
