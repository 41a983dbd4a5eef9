namespace TransferLab.Service.Hosting;

/// <summary>Who may do what.</summary>
public sealed record SecurityOptions
{
    /// <summary>File of hashed API keys, written by <c>serve --new-key</c>; null (the default) asks for no key.</summary>
    public string? KeysFile { get; init; }

    /// <summary>Origins whose pages may call the host from a browser, e.g. <c>https://app.example.org</c>. Default none.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>File to which every change (models, runs) and every refused key is appended as a line of JSON; null (the default) for none.</summary>
    public string? AuditFile { get; init; }

    /// <summary>Bytes that <see cref="AuditFile"/> may have before it is renamed to <c>FILE.1</c> and begun anew, 1024 or more; 0 lets it grow. Default 64 MiB.</summary>
    public long AuditBytes { get; init; } = 64L << 20;

    /// <summary>Most files <c>FILE.1</c>, <c>FILE.2</c> … that are kept, 1 to 1000; the oldest goes. Default 8.</summary>
    public int AuditFiles { get; init; } = 8;
}
