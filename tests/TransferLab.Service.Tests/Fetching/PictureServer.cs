using System.Globalization;
using TransferLab.Testing.Servers;

namespace TransferLab.Service.Tests.Fetching;

/// <summary>Answers <c>/picture</c> by bytes, <c>/to?URL</c> and <c>/loop</c> by redirects, <c>/large</c> by too much, and anything else by 404.</summary>
internal sealed class PictureServer : IDisposable
{
    private readonly LoopbackServer _server;

    public PictureServer(byte[]? picture = null) => _server = new LoopbackServer(r => r.Target switch
    {
        "/picture" => new() { Body = picture ?? [1, 2, 3] },
        "/loop" => To("/loop"),
        "/large" => new() { Body = new byte[2000], Length = -1 },
        _ when r.Target.StartsWith("/to?", StringComparison.Ordinal) => To(r.Target[4..]),
        _ => new() { Status = 404 },
    });

    public string Port => _server.Address.Port.ToString(CultureInfo.InvariantCulture);

    public string Host => $"127.0.0.1:{Port}";

    public int Requests => _server.Requests.Count;

    public string At(string path) => _server.Address.ToString().TrimEnd('/') + path;

    public void Dispose() => _server.Dispose();

    private static LoopbackAnswer To(string location) => new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = location } };
}
