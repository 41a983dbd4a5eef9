namespace TransferLab.Service.Hosting;

/// <summary>What the host serves, and where.</summary>
public sealed record ClassifierHostOptions
{
    /// <summary>Folder of a classifier package, or of a run.</summary>
    public required string Package { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons. Default: port 5080 of this machine alone.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Largest request body in bytes. Default 32 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 32L << 20;

    /// <summary>Threads that share the work on one image; 0 for all cores.</summary>
    public int Threads { get; init; }
}
