namespace TransferLab.Service;

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
    /// <summary>Threads that share the work on one batch; 0 for all cores. Default 1: cores work on different pictures, for the higher throughput.</summary>
    public int Threads { get; init; } = 1;
    /// <summary>Where networks run, those of retraining too, as <see cref="ComputeDevice.Parse"/> reads it: <c>cpu</c>
    /// (default), <c>cuda</c>, <c>cuda:N</c> or <c>auto</c>.</summary>
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

/// <summary>What one request, one client and all of them together may take. Beyond it requests are refused (413, 429, 503), never piled up.</summary>
public sealed record LimitOptions
{
    /// <summary>Largest request body in bytes, 1 KiB to 2 GiB − 1. Default 32 MiB.</summary>
    public long RequestBytes { get; init; } = 32L << 20;
    /// <summary>Largest width × height of a picture, in pixels, from 1. Default 40 million.</summary>
    public long Pixels { get; init; } = 40_000_000;
    /// <summary>Most pictures in one request, 1 to 10000. Default 64.</summary>
    public int Images { get; init; } = 64;
    /// <summary>Most pictures decoded or waiting at one time in the whole host, 1 to a million. Default 256.</summary>
    public int QueuedImages { get; init; } = 256;
    /// <summary>Most bytes of request bodies held at one time in the whole host, at least <see cref="RequestBytes"/>. Default 512 MiB.</summary>
    public long BufferedBytes { get; init; } = 512L << 20;
    /// <summary>Most open connections, 1 to 100000. Default 1024.</summary>
    public int Connections { get; init; } = 1024;
    /// <summary>Most requests of one client at one time: of one key, or where there are no keys of one address. 0 (the default) is no limit.</summary>
    public int ClientRequests { get; init; }
    /// <summary>Longest time for one request in seconds, 1 to 3600, reading its body included; streams of events are exempt. Default 60.</summary>
    public int RequestSeconds { get; init; } = 60;
    /// <summary>Least speed of a body in bytes per second, after five seconds of grace; 0 is none. Default 1024.</summary>
    public int BodyBytesPerSecond { get; init; } = 1024;
}

/// <summary>How waiting pictures share the cores.</summary>
public sealed record BatchingOptions
{
    /// <summary>Most pictures of one run of the model, 1 to 256. Default 4. A picture never waits for others to come: a batch is what waited while the
    /// workers were busy. When a model is loaded it is measured which size up to this one makes pictures cheaper, and larger ones are not formed.</summary>
    public int MaxBatch { get; init; } = 4;
    /// <summary>Runs at one time over all models; 0 (the default) for cores / <see cref="ClassifierHostOptions.Threads"/>.</summary>
    public int Workers { get; init; }
    /// <summary>Longest wait of a picture in seconds, 1 to 3600, after which its request is answered by 503. Default 10.</summary>
    public int WaitSeconds { get; init; } = 10;
}

/// <summary>Fetching of pictures by URL. Off unless hosts are named; private, loopback and link-local addresses are never fetched from.</summary>
public sealed record FetchOptions
{
    /// <summary>Hosts that may be fetched from: <c>pictures.example.org</c>, <c>*.example.org</c>, with <c>:PORT</c>
    /// for other ports than 80 and 443; <c>*</c> for every public host. Default none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
    /// <summary>Longest time for one picture in seconds, 1 to 300. Default 10.</summary>
    public int Seconds { get; init; } = 10;
    /// <summary>Most redirects followed, 0 to 20, each checked like the first address. Default 3.</summary>
    public int Redirects { get; init; } = 3;
}

/// <summary>Who may do what.</summary>
public sealed record SecurityOptions
{
    /// <summary>File of hashed API keys, written by <see cref="Security.ApiKeys.Add"/>; null (the default) asks for no key.</summary>
    public string? KeysFile { get; init; }
    /// <summary>Origins whose pages may call the host from a browser, e.g. <c>https://app.example.org</c>. Default none.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
    /// <summary>File to which every change (models, runs) and every refused key is appended as a line of JSON; null (the default) for none.</summary>
    public string? AuditFile { get; init; }
    /// <summary>Bytes of <see cref="AuditFile"/> before it becomes <c>FILE.1</c> and is begun anew, 1024 or more; 0 lets it grow. Default 64 MiB.</summary>
    public long AuditBytes { get; init; } = 64L << 20;
    /// <summary>Most files <c>FILE.1</c>, <c>FILE.2</c> … that are kept, 1 to 1000; the oldest goes. Default 8.</summary>
    public int AuditFiles { get; init; } = 8;
}

/// <summary>Retraining over HTTP. Off unless a folder is named.</summary>
public sealed record RetrainingOptions
{
    /// <summary>Folder of the runs that the host starts; null (the default) switches retraining off.</summary>
    public string? Folder { get; init; }
    /// <summary>Folders below which pictures may lie that a run names by path. Default none: pictures are then uploaded.</summary>
    public IReadOnlyList<string> ImageRoots { get; init; } = [];
    /// <summary>Backbones that a run may name: catalogue names or files. Empty (the default) allows every name of the catalogue, and no files.</summary>
    public IReadOnlyList<string> Backbones { get; init; } = [];
    /// <summary>Runs at one time, 1 to 64. Default 1.</summary>
    public int Concurrent { get; init; } = 1;
    /// <summary>Most runs that wait, 1 to 10000. Default 32.</summary>
    public int Queued { get; init; } = 32;
    /// <summary>Largest uploaded archive in bytes. Default 1 GiB.</summary>
    public long UploadBytes { get; init; } = 1L << 30;
    /// <summary>Most bytes that an archive may unpack to. Default 4 GiB.</summary>
    public long UnpackedBytes { get; init; } = 4L << 30;
    /// <summary>Most files of an archive. Default 100000.</summary>
    public int Files { get; init; } = 100_000;
}

/// <summary>What the host tells of itself.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Address of an OpenTelemetry collector (gRPC), e.g. <c>http://collector:4317</c>; null (default) for <c>/metrics</c> alone.</summary>
    public string? OtlpEndpoint { get; init; }
    /// <summary>Share of requests that are traced, 0 to 1. Default 0.1; only with a collector.</summary>
    public double TraceShare { get; init; } = 0.1;
    /// <summary>Whether logs are a JSON object per line instead of text. Default false. Both go to stderr.</summary>
    public bool JsonLogs { get; init; }
    /// <summary>What is logged of the host's own doings, from <c>Trace</c> to <c>None</c>. Default <c>Warning</c>;
    /// <c>Information</c> adds changes of models, runs and what shadows say.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
    /// <summary>Answers over which the mix of predicted labels is compared with training, 10 to a million. Default 1000.</summary>
    public int DriftWindow { get; init; } = 1000;
}
