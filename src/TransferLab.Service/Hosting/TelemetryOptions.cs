namespace TransferLab.Service.Hosting;

/// <summary>What the host tells of itself.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Address of an OpenTelemetry collector (gRPC), e.g. <c>http://collector:4317</c>; null (the default) for none. <c>/metrics</c> is there either way.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Share of requests that are traced, 0 to 1. Default 0.1; only with a collector.</summary>
    public double TraceShare { get; init; } = 0.1;

    /// <summary>Whether logs are a JSON object per line instead of text. Default false. Both go to stderr.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>What is logged of the host's own doings, from <c>Trace</c> to <c>None</c>. Default <c>Warning</c>; <c>Information</c> adds changes of models, runs and what shadows say.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Answers over which the mix of predicted labels is compared with training, 10 to a million. Default 1000.</summary>
    public int DriftWindow { get; init; } = 1000;
}
