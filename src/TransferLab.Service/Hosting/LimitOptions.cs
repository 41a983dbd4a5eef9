namespace TransferLab.Service.Hosting;

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
