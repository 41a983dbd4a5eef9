using System.Diagnostics;
using TransferLab.Testing.Servers;

namespace TransferLab.Cli.Tests.Commands;

/// <summary><c>backbones pull</c> as a process of its own: what it prints and returns, and what is left when it is stopped.</summary>
public sealed class PullCommandTests : IDisposable
{
    private readonly CatalogHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Large => Path.Combine(_home.Store, "large.onnx");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Paths_go_to_stdout_and_progress_to_stderr()
    {
        var result = await _home.RunAsync("backbones", "pull", "tiny", "large", "TINY");
        Assert.Equal(0, result.Exit);
        Assert.Equal([Path.Combine(_home.Store, "tiny.onnx"), Large], result.Output.TrimEnd().Split('\n'));
        Assert.Contains("large: 0.8/0.8 MB", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", result.Error, StringComparison.Ordinal);
        Assert.Equal(_home.Large, File.ReadAllBytes(Large));
        var again = await _home.RunAsync("backbones", "pull", "large");
        Assert.Equal((0, Large + "\n", ""), (again.Exit, again.Output, again.Error));
    }

    [Fact]
    public async Task Json_is_one_object()
    {
        var first = (await _home.RunAsync("backbones", "pull", "tiny", "--json")).Json();
        var pulled = Assert.Single(first.GetProperty("pulled").EnumerateArray());
        Assert.Equal(["name", "path", "bytes", "sha256", "downloaded"], CliResult.Names(pulled));
        Assert.True(pulled.GetProperty("downloaded").GetBoolean());
        Assert.False((await _home.RunAsync("backbones", "pull", "tiny", "--json")).Json().GetProperty("pulled")[0].GetProperty("downloaded").GetBoolean());
        await _home.RunAsync("backbones", "pull", "tiny", "--force");
        Assert.Equal(2, _home.Server.Requests.Count);
    }

    [Fact]
    public async Task A_mirror_and_a_proxy_can_be_named()
    {
        using var mirror = new LoopbackServer(r => LoopbackAnswer.File(r, _home.Tiny));
        Assert.Equal(0, (await _home.RunAsync("backbones", "pull", "tiny", "--mirror", $"{mirror.Address}copy")).Exit);
        Assert.Equal("/copy/models/tiny.onnx", Assert.Single(mirror.Requests).Target);
        Assert.Equal(0, (await _home.RunAsync("backbones", "pull", "tiny", "--force", "--proxy", mirror.Address.AbsoluteUri, "--mirror", "http://files.example.org/")).Exit);
        Assert.Equal("http://files.example.org/models/tiny.onnx", mirror.Requests[^1].Target);
        Assert.Empty(_home.Server.Requests);
    }

    [Theory]
    [InlineData(1, "the nearest names", "backbones", "pull", "tiny", "larg")]
    [InlineData(1, "Connection refused", "backbones", "pull", "tiny", "--mirror", "NOBODY")]
    [InlineData(2, "--mirror", "backbones", "pull", "tiny", "--mirror", "files")]
    [InlineData(2, "--mirror", "backbones", "pull", "tiny", "--mirror", "file:///srv")]
    [InlineData(2, "--proxy", "backbones", "pull", "tiny", "--proxy", "ftp://127.0.0.1/")]
    [InlineData(2, "--idle-timeout", "backbones", "pull", "tiny", "--idle-timeout", "0")]
    [InlineData(2, "--retries", "backbones", "pull", "tiny", "--retries", "-1")]
    [InlineData(2, "NAME", "backbones", "pull")]
    public async Task What_cannot_be_done_is_said_and_downloads_nothing(int exit, string says, params string[] args)
    {
        var result = await _home.RunAsync([.. args.Select(a => a == "NOBODY" ? LoopbackServer.Nobody().AbsoluteUri : a)]);
        Assert.Equal((exit, ""), (result.Exit, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(_home.Server.Requests);
        Assert.False(File.Exists(Path.Combine(_home.Store, "tiny.onnx")));
    }

    [Fact]
    public async Task Two_processes_at_once_download_once()
    {
        _home.Pause = TimeSpan.FromMilliseconds(15);
        using var first = _home.Start("backbones", "pull", "large");
        using var second = _home.Start("backbones", "pull", "large");
        var results = await Task.WhenAll(first.EndAsync(Token), second.EndAsync(Token));
        Assert.All(results, r => Assert.Equal((0, Large + "\n"), (r.Exit, r.Output)));
        Assert.Single(_home.Server.Requests);
        Assert.Single(results, r => r.Error.Contains("another process", StringComparison.Ordinal));
        Assert.Equal(_home.Large, File.ReadAllBytes(Large));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 130)]
    [InlineData("KILL", 137)]
    public async Task A_pull_that_was_stopped_goes_on_where_it_was(string signal, int exit)
    {
        _home.Pause = TimeSpan.FromMilliseconds(15);
        using (var pull = _home.Start("backbones", "pull", "large"))
        {
            while (!pull.HasExited && !(File.Exists(Large + ".part") && new FileInfo(Large + ".part").Length > 100_000))
                await Task.Delay(2, Token);
            pull.Signal(signal);
            var ended = await pull.EndAsync(Token);
            Assert.Equal((exit, ""), (ended.Exit, ended.Output));
            if (exit == 130)
                Assert.Contains("the same command goes on", ended.Error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(Large));
        var kept = new FileInfo(Large + ".part").Length;
        Assert.Equal(0, (await _home.RunAsync("backbones", "pull", "large")).Exit);
        Assert.Equal((kept, "\"v1\""), (_home.Server.Requests[^1].From, _home.Server.Requests[^1].IfRange));
        Assert.Equal(_home.Large, File.ReadAllBytes(Large));
    }

    [Fact]
    public async Task A_full_disk_is_reported_and_the_pull_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs a small file system of its own, which only root may mount");
        var disk = Directory.CreateDirectory(_home.Store).FullName;
        Mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", disk);
        try
        {
            var result = await _home.RunAsync("backbones", "pull", "large");
            Assert.Equal((1, ""), (result.Exit, result.Output));
            Assert.Contains("The disk is full", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(Large));
            Assert.Single(_home.Server.Requests);
            Mount("-o", "remount,size=2m", disk);
            Assert.Equal(0, (await _home.RunAsync("backbones", "pull", "large")).Exit);
            Assert.InRange(_home.Server.Requests[^1].From!.Value, 100_000, 512 * 1024);
            Assert.Equal(_home.Large, File.ReadAllBytes(Large));
        }
        finally
        {
            using var unmount = Process.Start("umount", ["-l", disk]);
            unmount.WaitForExit();
        }
    }

    private static void Mount(params string[] args)
    {
        using var mount = Process.Start("mount", args);
        mount.WaitForExit();
        Assert.SkipUnless(mount.ExitCode == 0, "mounting is not allowed here");
    }
}
