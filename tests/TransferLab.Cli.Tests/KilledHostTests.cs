using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TransferLab.Testing;

namespace TransferLab.Cli.Tests;

/// <summary>The host as a process that is killed while requests are under way.</summary>
public sealed partial class KilledHostTests(TrainedPackage trained) : IClassFixture<TrainedPackage>, IDisposable
{
    private const int Kills = 3, Clients = 4;
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_killed_under_load_is_ready_again_within_seconds_and_nothing_is_damaged()
    {
        Copy(trained.Package, _folder["models/parts/1"]);
        Copy(trained.Package, _folder["models/parts/2"]);
        var image = await File.ReadAllBytesAsync(trained.Image, Token);
        string? first = null;
        for (var kill = 0; kill <= Kills; kill++)
        {
            var clock = Stopwatch.StartNew();
            using var host = CliProcess.Start("serve", "--models", _folder["models"], "--urls", "http://127.0.0.1:0");
            await host.WaitForErrorAsync("Ctrl-C stops", Token);
            using var client = new HttpClient { BaseAddress = new Uri(Address().Match(host.Error).Value) };
            while (!(await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode)
                await Task.Delay(20, Token);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));

            if (kill == 0)
                (await client.PutAsJsonAsync(new Uri("/v1/models/parts/pin", UriKind.Relative), new { version = 1 }, Token)).EnsureSuccessStatusCode();
            var answer = await Classify(client, image);
            // The pin of before the first kill holds, and the answers are the same to the bit.
            Assert.Equal(1, answer.GetProperty("version").GetInt32());
            first ??= answer.GetProperty("predictions").GetRawText();
            Assert.Equal(first, answer.GetProperty("predictions").GetRawText());
            if (kill == Kills)
                break;
            await KillUnderLoad(host, client, image);
        }
        Assert.DoesNotContain(Directory.GetFiles(_folder["models"], "*", SearchOption.AllDirectories), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    // Every request before the kill is answered, and none of those that it cuts off hangs.
    private static async Task KillUnderLoad(CliProcess host, HttpClient client, byte[] image)
    {
        var (answered, killed) = (0, false);
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await Classify(client, image);
                    Interlocked.Increment(ref answered);
                }
            }
            catch (HttpRequestException) when (Volatile.Read(ref killed))
            {
                // The host is gone, as it should be.
            }
        }, Token)).ToArray();
        while (Volatile.Read(ref answered) < 20 && !clients.Any(c => c.IsCompleted))
            await Task.Delay(5, Token);
        Volatile.Write(ref killed, true);
        host.Kill();
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.True(answered >= 20, $"only {answered} requests were answered");
    }

    private static async Task<JsonElement> Classify(HttpClient client, byte[] image)
    {
        using var content = new ByteArrayContent(image);
        using var response = await client.PostAsync(new Uri("/v1/models/parts/classify", UriKind.Relative), content, Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+")]
    private static partial Regex Address();
}
