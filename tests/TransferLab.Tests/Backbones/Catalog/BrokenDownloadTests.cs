using System.Diagnostics;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Testing;
using TransferLab.Testing.Servers;

namespace TransferLab.Tests.Backbones.Catalog;

/// <summary>Downloads from servers that break, lie, fall silent or are not there.</summary>
public sealed class BrokenDownloadTests : IDisposable
{
    private static readonly int[] s_statuses = [200, 206, 302, 404, 416, 500];
    private readonly TemporaryFolder _folder = new();
    private readonly BackboneStore _store;
    private readonly byte[] _contents = CatalogSample.Contents(200_000);
    private readonly List<string> _notes = [];

    public BrokenDownloadTests() => _store = new(_folder["backbones"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_store.Root, "net.onnx");

    private string Part => Target + ".part";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"v1\"", "\"v1\"")]
    [InlineData("W/\"v1\"", null)]
    [InlineData(null, null)]
    public async Task A_broken_connection_is_taken_up_where_it_was(string? tag, string? ifRange)
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents, tag) with { BreakAfter = r.From is null ? 70_000 : r.From < 100_000 ? 60_000 : null });
        await PullAsync(server);
        AssertRight();
        Assert.Equal(3, server.Requests.Count);
        Assert.Null(server.Requests[0].From);
        Assert.Equal(70_000, server.Requests[1].From);
        Assert.Equal(130_000, server.Requests[2].From);
        Assert.All(server.Requests.Skip(1), r => Assert.Equal(ifRange, r.IfRange));
        Assert.Equal(2, _notes.Count(n => n.Contains("trying again in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_connection_that_always_breaks_is_an_error_and_the_part_is_kept()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents) with { BreakAfter = 1000 });
        var error = await FailAsync(server, retries: 3);
        Assert.Contains("4 times", error, StringComparison.Ordinal);
        Assert.Contains("4,000 of 200,000 bytes are here", error, StringComparison.Ordinal);
        Assert.Equal(_contents[..4000], File.ReadAllBytes(Part));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Retries_count_anew_after_a_mebibyte_of_progress()
    {
        var contents = CatalogSample.Contents(7_000_000);
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, contents) with { BreakAfter = 1_100_000 });
        using var download = new BackboneDownload(_store, Options(retries: 1));
        await download.PullAsync(CatalogSample.EntryOf(contents, server.Address), cancellation: Token);
        Assert.Equal(contents, File.ReadAllBytes(Target));
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_starts_again_cleanly()
    {
        var first = true;
        using var server = new LoopbackServer(_ =>
        {
            var answer = new LoopbackAnswer { Body = _contents, BreakAfter = first ? 150_000 : null };
            first = false;
            return answer;
        });
        await PullAsync(server);
        AssertRight();
        Assert.Equal(150_000, server.Requests[1].From);
    }

    [Fact]
    public async Task A_version_that_changed_in_between_is_downloaded_from_its_start()
    {
        var old = CatalogSample.Contents(200_000, seed: 2);
        var first = true;
        using var server = new LoopbackServer(r =>
        {
            var answer = first ? LoopbackAnswer.File(r, old, "\"old\"") with { BreakAfter = 90_000 } : LoopbackAnswer.File(r, _contents, "\"new\"");
            first = false;
            return answer;
        });
        await PullAsync(server);
        AssertRight();
        Assert.Equal((90_000L, "\"old\""), (server.Requests[1].From, server.Requests[1].IfRange));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task The_mark_of_one_server_is_not_shown_to_another()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents, "\"here\"") with { BreakAfter = 90_000 });
        await FailAsync(server, retries: 0);
        using var mirror = new LoopbackServer(r => LoopbackAnswer.File(r, _contents, "\"there\""));
        await PullAsync(mirror);
        AssertRight();
        Assert.Equal((90_000L, null), (mirror.Requests[0].From, mirror.Requests[0].IfRange));
    }

    [Fact]
    public async Task A_wrong_part_is_found_out_by_the_hash_and_downloaded_anew()
    {
        Directory.CreateDirectory(_store.Root);
        File.WriteAllBytes(Part, CatalogSample.Contents(5000, seed: 9));
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        await PullAsync(server);
        AssertRight();
        Assert.Equal([5000L, null], server.Requests.Select(r => r.From));
        Assert.Contains(_notes, n => n.Contains("do not add up", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bytes 0-199999/200000")]
    [InlineData("bytes 70000-199999/300000")]
    [InlineData("bytes */200000")]
    public async Task A_range_that_was_not_asked_for_is_not_put_together_with_the_part(string range)
    {
        using var server = new LoopbackServer(r => r.From is null && !Directory.EnumerateFiles(_store.Root, "*.part").Any(p => new FileInfo(p).Length > 0)
            ? LoopbackAnswer.File(r, _contents) : new() { Status = 206, Headers = new Dictionary<string, string> { ["Content-Range"] = range }, Body = _contents });
        Directory.CreateDirectory(_store.Root);
        File.WriteAllBytes(Part, _contents[..70_000]);
        await PullAsync(server);
        AssertRight();
        Assert.Equal([70_000L, null], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_server_whose_file_ends_before_the_part_is_asked_for_the_whole()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents.AsMemory(0, 60_000)));
        Directory.CreateDirectory(_store.Root);
        File.WriteAllBytes(Part, _contents[..70_000]);
        var error = await FailAsync(server);
        Assert.Contains("60,000 bytes, the catalogue says 200,000", error, StringComparison.Ordinal);
        Assert.Equal([70_000L, null], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task Wrong_bytes_never_get_the_name_and_are_deleted()
    {
        var lie = CatalogSample.EntryOf(CatalogSample.Contents(200_000, seed: 2), new("http://127.0.0.1/")).Sha256;
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, CatalogSample.Contents(200_000, seed: 2)));
        var error = await FailAsync(server);
        Assert.Contains(lie, error, StringComparison.Ordinal);
        Assert.Contains($"expected {CatalogSample.EntryOf(_contents, server.Address).Sha256}", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Part));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(150_000, 150_000)]
    [InlineData(250_000, 250_000)]
    [InlineData(250_000, 200_000)]
    public async Task A_file_of_another_length_is_refused_before_it_is_downloaded(int says, int sends)
    {
        using var server = new LoopbackServer(_ => new() { Body = CatalogSample.Contents(sends), Length = says });
        Assert.Contains($"{says:N0} bytes, the catalogue says 200,000", await FailAsync(server), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task More_bytes_than_there_should_be_are_refused()
    {
        using var server = new LoopbackServer(_ => new() { Body = CatalogSample.Contents(250_000), Length = -1 });
        Assert.Contains("more than the 200,000 bytes", await FailAsync(server), StringComparison.Ordinal);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task Fewer_bytes_than_promised_are_a_broken_connection()
    {
        using var server = new LoopbackServer(r => r.From is null ? new() { Body = _contents.AsMemory(0, 120_000), Length = 200_000 } : LoopbackAnswer.File(r, _contents));
        await PullAsync(server);
        AssertRight();
        Assert.Equal(120_000, server.Requests[1].From);
    }

    [Fact]
    public async Task A_silent_server_is_left_after_the_idle_timeout_and_asked_again()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents) with { StallAfter = r.From is null ? 80_000 : null });
        await PullAsync(server, Options() with { IdleTimeout = TimeSpan.FromSeconds(1) });
        AssertRight();
        Assert.Equal(80_000, server.Requests[1].From);
        Assert.Contains(_notes, n => n.Contains("nothing came for 1 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_never_says_more_is_an_error_after_the_retries()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents) with { StallAfter = 0 });
        var error = await FailAsync(server, retries: 2, idle: 0.2);
        Assert.Contains("nothing came for 0.2 s", error, StringComparison.Ordinal);
        Assert.Contains("3 times", error, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    [InlineData(410, 1)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    [InlineData(429, 3)]
    public async Task Refusals_are_told_at_once_and_only_passing_ones_are_tried_again(int status, int requests)
    {
        using var server = new LoopbackServer(_ => new() { Status = status });
        var error = await FailAsync(server, retries: 2);
        Assert.Contains($"HTTP {status}", error, StringComparison.Ordinal);
        Assert.Contains(server.Address.AbsoluteUri, error, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_busy_server_is_left_alone_as_long_as_it_asks()
    {
        var first = true;
        using var server = new LoopbackServer(r =>
        {
            var answer = first ? new() { Status = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } } : LoopbackAnswer.File(r, _contents);
            first = false;
            return answer;
        });
        var clock = Stopwatch.StartNew();
        await PullAsync(server);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.95, 30);
        AssertRight();
    }

    [Fact]
    public async Task A_circle_of_redirections_is_an_error()
    {
        using var server = new LoopbackServer(_ => new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "/models/net.onnx" } });
        Assert.Contains("redirections", await FailAsync(server), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 2, 20);
    }

    [Fact]
    public async Task A_web_page_in_place_of_the_file_is_called_so()
    {
        using var server = new LoopbackServer(_ => new() { Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html; charset=utf-8" }, Body = "<html>Please log in</html>"u8.ToArray() });
        Assert.Contains("web page", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_there_is_one_error_at_once_with_all_ways_on()
    {
        var nobody = LoopbackServer.Nobody();
        using var download = new BackboneDownload(_store, new() { Retries = 4, FirstPause = TimeSpan.FromSeconds(30) });
        var error = (await Assert.ThrowsAsync<BackboneException>(() => download.PullAsync(CatalogSample.EntryOf(_contents, nobody), cancellation: Token)))
            .Words.In(s => $"--{s.Hyphenated} {s.Value}");
        foreach (var text in (string[])[new Uri(nobody, "models/net.onnx").AbsoluteUri, "--mirror URL", "--proxy URL", "HTTPS_PROXY", Target, "200,000 bytes", CatalogSample.EntryOf(_contents, nobody).Sha256])
            Assert.Contains(text, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named_without_its_password()
    {
        var proxy = new UriBuilder(LoopbackServer.Nobody()) { UserName = "me", Password = "secret" }.Uri;
        using var download = new BackboneDownload(_store, Options() with { Proxy = proxy });
        var error = (await Assert.ThrowsAsync<BackboneException>(() => download.PullAsync(CatalogSample.EntryOf(_contents, new("http://files.example.org/")), cancellation: Token))).Message;
        Assert.Contains($"through the proxy http://127.0.0.1:{proxy.Port}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_a_server_does_the_name_is_only_ever_that_of_the_right_bytes()
    {
        var contents = CatalogSample.Contents(30_000);
        var (right, failed) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var store = new BackboneStore(_folder[$"store{seed}"]);
            using var server = new LoopbackServer(r => Misbehave(LoopbackAnswer.File(r, contents, random.Next(2) == 0 ? "\"v1\"" : null), random));
            using var download = new BackboneDownload(store, Options() with { IdleTimeout = TimeSpan.FromSeconds(0.25) });
            for (var attempt = 0; attempt < 3; attempt++)
            {
                try
                {
                    await download.PullAsync(CatalogSample.EntryOf(contents, server.Address), cancellation: Token);
                    Assert.Equal(contents, File.ReadAllBytes(Path.Combine(store.Root, "net.onnx")));
                    right++;
                    break;
                }
                catch (BackboneException)
                {
                    Assert.False(File.Exists(Path.Combine(store.Root, "net.onnx")));
                    failed++;
                }
            }
        }
        Assert.True(right > 30 && failed > 5, $"{right} right, {failed} failed: the servers are too good or too bad to test anything");
    }

    private static LoopbackAnswer Misbehave(LoopbackAnswer answer, Random random)
    {
        switch (random.Next(12))
        {
            case 0: return answer with { BreakAfter = random.Next(30_000) };
            case 1: return answer with { StallAfter = random.Next(30_000) };
            case 2: return answer with { Status = s_statuses[random.Next(s_statuses.Length)] };
            case 3: return answer with { Length = answer.Body.Length + random.Next(-5, 6) };
            case 4: return answer with { Length = -1, Body = answer.Body[..random.Next(answer.Body.Length)] };
            case 5:
                var lie = answer.Body.ToArray();
                if (lie.Length > 0)
                    lie[random.Next(lie.Length)] ^= 1;
                return answer with { Body = lie };
            case 6: return answer with { Headers = new Dictionary<string, string>(answer.Headers) { ["Content-Range"] = $"bytes {random.Next(30_000)}-29999/{random.Next(29_999, 30_002)}" } };
            default: return answer;
        }
    }

    private static BackboneDownloadOptions Options(int retries = 4, double idle = 20) =>
        new() { FirstPause = TimeSpan.FromMilliseconds(1), IdleTimeout = TimeSpan.FromSeconds(idle), Retries = retries };

    private async Task PullAsync(LoopbackServer server, BackboneDownloadOptions? options = null)
    {
        using var download = new BackboneDownload(_store, options ?? Options());
        await download.PullAsync(CatalogSample.EntryOf(_contents, server.Address), p =>
        {
            if (p.Note is { } note)
                _notes.Add(note);
        }, Token);
    }

    private async Task<string> FailAsync(LoopbackServer server, int retries = 4, double idle = 20)
    {
        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server, Options(retries, idle)));
        Assert.False(File.Exists(Target));
        return error.Message;
    }

    private void AssertRight()
    {
        Assert.Equal(_contents, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Part));
    }
}
