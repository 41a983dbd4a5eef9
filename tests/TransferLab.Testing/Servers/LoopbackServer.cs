using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TransferLab.Testing.Servers;

/// <summary>A tiny HTTP server on a free port of 127.0.0.1 that can also do what a good one never does: break, lie and fall silent. One request per connection.</summary>
public sealed class LoopbackServer : IDisposable
{
    private const int BlockBytes = 4096;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;
    private readonly List<LoopbackRequest> _requests = [];

    /// <summary>Starts listening.</summary>
    /// <param name="answer">Answers one request; called from several threads, one at a time.</param>
    public LoopbackServer(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The requests so far, in order.</summary>
    public IReadOnlyList<LoopbackRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>An address at which nobody listens.</summary>
    public static Uri Nobody()
    {
        using var server = new LoopbackServer(_ => new());
        return server.Address;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream) is not { } request)
                return;
            LoopbackAnswer answer;
            lock (_requests)
            {
                _requests.Add(request);
                answer = _answer(request);
            }
            await SendAsync(stream, answer);
            if (answer.StallAfter is not null)
                await Task.Delay(Timeout.Infinite, _stop.Token);
            if (answer.BreakAfter is not null)
                // A reset instead of an orderly end.
                client.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or the test is over.
        }
    }

    private async Task<LoopbackRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var block = new byte[BlockBytes];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(block, _stop.Token);
            if (read == 0)
                return null;
            head.Append(Encoding.ASCII.GetString(block, 0, read));
        }
        var lines = head.ToString().Split("\r\n");
        var headers = lines.Skip(1).TakeWhile(l => l.Length > 0).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        return new(lines[0].Split(' ')[1], headers);
    }

    private async Task SendAsync(NetworkStream stream, LoopbackAnswer answer)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Status\r\nConnection: close\r\n"));
        if ((answer.Length ?? answer.Body.Length) is var length and >= 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        var end = Math.Min(answer.Body.Length, Math.Min(answer.BreakAfter ?? int.MaxValue, answer.StallAfter ?? int.MaxValue));
        for (var at = 0; at < end; at += BlockBytes)
        {
            await stream.WriteAsync(answer.Body[at..Math.Min(end, at + BlockBytes)], _stop.Token);
            if (answer.Pause > TimeSpan.Zero)
                await Task.Delay(answer.Pause, _stop.Token);
        }
        if (answer.BreakAfter is not null)
            // What was sent should arrive before the reset, which throws away what has not.
            await Task.Delay(20, _stop.Token);
    }
}
