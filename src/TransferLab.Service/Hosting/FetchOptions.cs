namespace TransferLab.Service.Hosting;

/// <summary>Fetching of pictures by URL. Off unless hosts are named; private, loopback and link-local addresses are never fetched from.</summary>
public sealed record FetchOptions
{
    /// <summary>Hosts that may be fetched from: <c>pictures.example.org</c>, <c>*.example.org</c>, with <c>:PORT</c> for other ports than 80 and 443; <c>*</c> for every public host. Default none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Longest time for one picture in seconds, 1 to 300. Default 10.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>Most redirects followed, 0 to 20, each checked like the first address. Default 3.</summary>
    public int Redirects { get; init; } = 3;
}
