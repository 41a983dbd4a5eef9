namespace TransferLab.Service.Hosting;

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
