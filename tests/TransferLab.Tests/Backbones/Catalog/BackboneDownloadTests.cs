using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Errors;
using TransferLab.Files;
using TransferLab.Testing;
using TransferLab.Testing.Servers;

namespace TransferLab.Tests.Backbones.Catalog;

/// <summary>Downloads from good servers: what is asked for, what is told, what is left behind.</summary>
public sealed class BackboneDownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackboneStore _store;
    private readonly byte[] _contents = CatalogSample.Contents(300_000);

    public BackboneDownloadTests() => _store = new(_folder["home/backbones"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_store.Root, "net.onnx");

    private string Part => Target + ".part";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_comes_whole_and_nothing_else_is_left()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents, "\"v1\""));
        var progress = new List<DownloadProgress>();
        var pull = await PullAsync(server.Address, progress: progress.Add);
        Assert.Equal((Target, true), (pull.Path, pull.Downloaded));
        AssertDone();
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/models/net.onnx", null), (request.Target, request.From));
        Assert.Equal($"TransferLab/{EnvironmentInfo.Version}", request.Headers["User-Agent"]);
        Assert.Equal((0L, _contents.Length), (progress[0].Bytes, progress[^1].Bytes));
        Assert.All(progress, p => Assert.Equal(("net", _contents.Length, null), (p.Name, p.Total, p.Note)));
        Assert.True(progress.Zip(progress.Skip(1)).All(p => p.First.Bytes <= p.Second.Bytes));
        Assert.True(progress[^1].BytesPerSecond > 0);
    }

    [Fact]
    public async Task A_part_that_an_earlier_process_left_is_gone_on_with()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents, "\"v1\""));
        WritePart(_contents[..100_001]);
        await PullAsync(server.Address);
        AssertDone();
        // No process noted which version the part is of, so the hash alone has to tell.
        var request = Assert.Single(server.Requests);
        Assert.Equal((100_001L, null), (request.From, request.IfRange));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_needs_no_server()
    {
        WritePart(_contents);
        await PullAsync(LoopbackServer.Nobody());
        AssertDone();
    }

    [Fact]
    public async Task A_part_longer_than_the_file_is_thrown_away()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        WritePart(CatalogSample.Contents(400_000));
        await PullAsync(server.Address);
        AssertDone();
        Assert.Null(Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task A_file_that_is_here_is_not_asked_for_again_unless_forced()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        await PullAsync(server.Address);
        Assert.False((await PullAsync(server.Address)).Downloaded);
        Assert.Single(server.Requests);
        Assert.True((await PullAsync(server.Address, Options() with { Force = true })).Downloaded);
        Assert.Equal(2, server.Requests.Count);
        AssertDone();
    }

    [Fact]
    public async Task A_wrong_file_of_the_name_is_replaced_only_by_the_right_one()
    {
        Directory.CreateDirectory(_store.Root);
        File.WriteAllBytes(Target, new byte[_contents.Length]);
        await Assert.ThrowsAsync<BackboneException>(() => PullAsync(LoopbackServer.Nobody()));
        Assert.Equal(new byte[_contents.Length], File.ReadAllBytes(Target));
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        await PullAsync(server.Address);
        AssertDone();
    }

    [Fact]
    public async Task A_mirror_is_asked_instead()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        await PullAsync(LoopbackServer.Nobody(), Options() with { Mirror = new Uri(server.Address, "copies") });
        AssertDone();
        Assert.Equal("/copies/models/net.onnx", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Where_the_first_address_fails_the_next_is_asked_and_goes_on_with_what_is_here()
    {
        using var first = new LoopbackServer(r => r.From is null ? LoopbackAnswer.File(r, _contents) with { BreakAfter = 100_000 } : new() { Status = 404 });
        using var second = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        var notes = new List<string>();
        var entry = CatalogSample.EntryOf(_contents, first.Address) with { Mirrors = [new(LoopbackServer.Nobody(), "a/net.onnx"), new(second.Address, "b/net.onnx")] };
        using var download = new BackboneDownload(_store, Options());
        await download.PullAsync(entry, p => notes.AddRange(p.Note is { } note ? [note] : []), Token);
        AssertDone();
        Assert.InRange(Assert.Single(second.Requests).From!.Value, 1, 100_000);
        Assert.Contains(notes, n => n.Contains("HTTP 404", StringComparison.Ordinal) && n.Contains("Trying", StringComparison.Ordinal));
        // A mirror that somebody names takes the place of all of them.
        using var named = new BackboneDownload(_store, Options() with { Mirror = LoopbackServer.Nobody(), Force = true });
        await Assert.ThrowsAsync<BackboneException>(() => named.PullAsync(entry, cancellation: Token));
        Assert.Single(second.Requests);
    }

    [Fact]
    public async Task Where_all_addresses_fail_the_error_names_each()
    {
        using var server = new LoopbackServer(_ => new() { Status = 404 });
        using var download = new BackboneDownload(_store, Options());
        var entry = CatalogSample.EntryOf(_contents, server.Address) with { Mirrors = [new(server.Address, "copy/net.onnx")] };
        var error = await Assert.ThrowsAsync<BackboneException>(() => download.PullAsync(entry, cancellation: Token));
        Assert.Contains($"{server.Address}models/net.onnx answers HTTP 404", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{server.Address}copy/net.onnx answers HTTP 404", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task A_proxy_is_asked_instead_with_user_and_password_where_it_wants_them()
    {
        using var proxy = new LoopbackServer(r => r.Headers.ContainsKey("Proxy-Authorization") ? LoopbackAnswer.File(r, _contents)
            : new() { Status = 407, Headers = new Dictionary<string, string> { ["Proxy-Authenticate"] = "Basic realm=\"x\"" } });
        var address = new Uri("http://files.example.org/");
        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(address, Options() with { Proxy = proxy.Address }));
        Assert.Contains("as in http://USER:PASSWORD@HOST:PORT", error.Message, StringComparison.Ordinal);
        await PullAsync(address, Options() with { Proxy = new UriBuilder(proxy.Address) { UserName = "me", Password = "se%20cret" }.Uri });
        AssertDone();
        Assert.Equal("http://files.example.org/models/net.onnx", proxy.Requests[^1].Target);
        Assert.Equal("Basic " + Convert.ToBase64String("me:se cret"u8), proxy.Requests[^1].Headers["Proxy-Authorization"]);
    }

    [Fact]
    public async Task Redirections_are_followed()
    {
        using var server = new LoopbackServer(r => r.Target == "/models/net.onnx"
            ? new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "/elsewhere?signature=1" } } : LoopbackAnswer.File(r, _contents));
        WritePart(_contents[..7]);
        await PullAsync(server.Address);
        AssertDone();
        Assert.Equal(("/elsewhere?signature=1", 7L), (server.Requests[^1].Target, server.Requests[^1].From));
    }

    [Fact]
    public async Task Of_several_pulls_at_once_one_downloads_and_the_others_wait_for_it()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents) with { Pause = TimeSpan.FromMilliseconds(15) });
        var notes = new List<string>();
        var pulls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PullAsync(server.Address, progress: p =>
        {
            if (p.Note is { } note)
                lock (notes)
                    notes.Add(note);
        }))));
        Assert.Single(pulls, p => p.Downloaded);
        Assert.Single(server.Requests);
        Assert.Equal(3, notes.Count(n => n.Contains("another process", StringComparison.Ordinal)));
        AssertDone();
    }

    [Fact]
    public async Task Cancellation_leaves_a_part_that_the_next_pull_goes_on_with()
    {
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents, "\"v1\"") with { Pause = TimeSpan.FromMilliseconds(r.From is null ? 10 : 0) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(server.Address, progress: p =>
        {
            if (p.Bytes > 50_000)
                stop.Cancel();
        }, cancellation: stop.Token));
        Assert.False(File.Exists(Target));
        var kept = File.ReadAllBytes(Part);
        Assert.InRange(kept.Length, 50_000, _contents.Length - 1);
        Assert.Equal(_contents[..kept.Length], kept);
        await PullAsync(server.Address);
        AssertDone();
        Assert.Equal((kept.Length, "\"v1\""), (server.Requests[^1].From, server.Requests[^1].IfRange));
    }

    [Fact]
    public async Task A_backbone_without_download_is_taken_from_where_it_was_put()
    {
        var entry = CatalogSample.EntryOf(_contents, new("http://127.0.0.1/")) with { Download = null };
        using var download = new BackboneDownload(_store, Options());
        var error = await Assert.ThrowsAsync<BackboneException>(() => download.PullAsync(entry, cancellation: Token));
        Assert.Contains(Target, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_store.Root));
        Directory.CreateDirectory(_store.Root);
        File.WriteAllBytes(Target, _contents);
        Assert.False((await download.PullAsync(entry, cancellation: Token)).Downloaded);
    }

    [Fact]
    public async Task A_shipped_backbone_is_not_downloaded()
    {
        File.WriteAllBytes(_folder["net.onnx"], _contents);
        var entry = CatalogSample.EntryOf(_contents, LoopbackServer.Nobody()) with { Shipped = true, Folder = _folder.Path };
        using var download = new BackboneDownload(_store, Options());
        var pull = await download.PullAsync(entry, cancellation: Token);
        Assert.Equal((_folder["net.onnx"], false), (pull.Path, pull.Downloaded));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_clear_error()
    {
        _folder.Add("home", "a file");
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server.Address));
        Assert.Contains(BackboneStore.HomeVariable, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        foreach (var (options, name) in ((BackboneDownloadOptions, string)[])
            [
                (new() { Mirror = new("ftp://example.org/") }, "Mirror"), (new() { Mirror = new("http://me:secret@example.org/") }, "Mirror"), (new() { Mirror = new("/x", UriKind.Relative) }, "Mirror"),
                (new() { Proxy = new("file:///x") }, "Proxy"), (new() { IdleTimeout = TimeSpan.Zero }, "IdleTimeout"), (new() { Retries = -1 }, "Retries"),
            ])
            Assert.Contains(name, Assert.Throws<SettingException>(() => new BackboneDownload(_store, options)).Message, StringComparison.Ordinal);
    }

    private static BackboneDownloadOptions Options() => new() { FirstPause = TimeSpan.FromMilliseconds(1), IdleTimeout = TimeSpan.FromSeconds(20) };

    private async Task<BackbonePull> PullAsync(Uri server, BackboneDownloadOptions? options = null, Action<DownloadProgress>? progress = null, CancellationToken? cancellation = null)
    {
        using var download = new BackboneDownload(_store, options ?? Options());
        return await download.PullAsync(CatalogSample.EntryOf(_contents, server), progress, cancellation ?? Token);
    }

    private void WritePart(byte[] bytes)
    {
        Directory.CreateDirectory(_store.Root);
        File.WriteAllBytes(Part, bytes);
    }

    private void AssertDone()
    {
        Assert.Equal(_contents, File.ReadAllBytes(Target));
        Assert.Equal([".net.onnx.lock", "net.onnx"], Directory.GetFiles(_store.Root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }
}
