using System.Diagnostics;

namespace TransferLab.Benchmarks.Serving;

/// <summary>Posts pictures to <c>/v1/classify</c> of a host.</summary>
internal sealed class LoadClient(Uri host, byte[][] images) : IDisposable
{
    private static readonly Uri s_path = new("/v1/classify", UriKind.Relative);

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = host };

    /// <summary>Clients that each post as soon as they are answered.</summary>
    /// <returns>Requests per second.</returns>
    public double Closed(int clients, int count)
    {
        var next = -1;
        var clock = Stopwatch.StartNew();
        Task.WaitAll([.. Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
                await PostAsync(images[i % images.Length]);
        }))]);
        return count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Requests that come when they are due, however fast others are served; their time counts from when they were due.</summary>
    /// <param name="due">Seconds from the beginning, ascending.</param>
    /// <returns>Milliseconds of each.</returns>
    public double[] Open(double[] due)
    {
        var work = new Task<double>[due.Length];
        var clock = Stopwatch.StartNew();
        ArrivalTimes.Wait(due, clock, i => work[i] = Task.Run(async () =>
        {
            await PostAsync(images[i % images.Length]);
            return 1000 * (clock.Elapsed.TotalSeconds - due[i]);
        }));
        Task.WaitAll(work);
        return [.. work.Select(w => w.Result)];
    }

    /// <summary>One request.</summary>
    public async Task PostAsync(byte[] image)
    {
        using var body = new ByteArrayContent(image);
        using var response = await _client.PostAsync(s_path, body);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => _client.Dispose();
}
