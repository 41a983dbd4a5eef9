using System.Diagnostics;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private const int Kills = 6;
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("full", "epoch 1/")]
    [InlineData("linear-probe", "epoch  1/")]
    public async Task Ctrl_C_writes_a_checkpoint_exits_130_and_resume_ends_with_the_same_bits(string freeze, string when)
    {
        var epochs = freeze == "full" ? 9 : 99;
        var whole = await CliResult.RunAsync(Arguments("whole", freeze, epochs));
        Assert.Equal(0, whole.Exit);
        var ended = await Interrupted(Arguments("stopped", freeze, epochs), when);
        Assert.Equal((130, ""), (ended.Exit, ended.Output));
        Assert.Contains($"Go on with: transferlab train --resume {_folder["stopped"]}", ended.Error, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder["stopped"], "checkpoints"), "*.checkpoint"));
        Assert.False(Directory.Exists(Path.Combine(_folder["stopped"], "classifier")));
        var resumed = await CliResult.RunAsync("train", "--resume", _folder["stopped"], "--json");
        Assert.Equal(0, resumed.Exit);
        Assert.Contains("Going on from", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(epochs, resumed.Json().GetProperty("epochs").GetInt32());
        AssertSameModel();
    }

    // A fast machine may finish the short run before the signal arrives; then it starts over.
    private async Task<CliResult> Interrupted(string[] arguments, string when)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var run = CliProcess.Start(arguments);
            await run.WaitForErrorAsync(when, Token);
            run.Signal("INT");
            var ended = await run.EndAsync(Token);
            if (ended.Exit != 0 || attempt == 10)
                return ended;
            Directory.Delete(_folder["stopped"], recursive: true);
        }
    }

    [Fact]
    public async Task A_run_killed_again_and_again_ends_with_the_same_bits()
    {
        var clock = Stopwatch.StartNew();
        using (var run = CliProcess.Start(Arguments("whole", "lp-ft", 3)))
            Assert.Equal(0, (await run.EndAsync(Token)).Exit);
        var duration = clock.Elapsed;
        var random = new Random(5);
        // The first kills come at named moments, the others anywhere in what is left of the run.
        string?[] moments = ["linear-probe (phase 1", "features", "full (phase 2", "epoch 2/3", .. Enumerable.Repeat<string?>(null, Kills - 4)];
        foreach (var moment in moments)
        {
            using var run = CliProcess.Start(StartOrResume());
            if (moment is null)
                await Task.Delay(duration * random.NextDouble(), Token);
            else
                await WaitForOrEnd(run, moment);
            if (!run.HasExited)
                run.Kill();
            await run.EndAsync(Token);
        }
        using (var last = CliProcess.Start(StartOrResume()))
            Assert.Equal(0, (await last.EndAsync(Token)).Exit);
        AssertSameModel();
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder["stopped"]), e => e.EndsWith(".tmp", StringComparison.Ordinal));

        string[] StartOrResume() => File.Exists(Path.Combine(_folder["stopped"], "config.json")) ? ["train", "--resume", _folder["stopped"]] : Arguments("stopped", "lp-ft", 3);
    }

    [Fact]
    public async Task A_run_killed_while_its_package_is_written_leaves_none_or_a_whole_one()
    {
        Assert.Equal(0, (await CliResult.RunAsync(Arguments("whole", "linear-probe", 3))).Exit);
        Assert.Equal(0, (await CliResult.RunAsync(Arguments("stopped", "linear-probe", 3))).Exit);
        for (var i = 0; i < 3; i++)
        {
            Directory.Delete(Path.Combine(_folder["stopped"], "classifier"), recursive: true);
            using var run = CliProcess.Start("train", "--resume", _folder["stopped"]);
            while (!run.HasExited && !Directory.EnumerateFileSystemEntries(_folder["stopped"], ".classifier*").Any())
                await Task.Delay(1, Token);
            await Task.Delay(i * 10, Token);
            if (!run.HasExited)
                run.Kill();
            await run.EndAsync(Token);
            if (Directory.Exists(Path.Combine(_folder["stopped"], "classifier")))
                AssertSameModel();
            else
                Assert.Equal(0, (await CliResult.RunAsync("train", "--resume", _folder["stopped"])).Exit);
        }
        AssertSameModel();
    }

    [Fact]
    public async Task A_full_disk_is_reported_and_leaves_no_half_package()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs a small file system of its own, which only root may mount");
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]))
        {
            mount.WaitForExit();
            Assert.SkipUnless(mount.ExitCode == 0, "mounting is not allowed here");
        }
        try
        {
            TinyImages.WriteFolders(_folder["images"], 6);
            var filler = Path.Combine(disk, "filler");
            CliResult? result = null;
            // Ever less room: each size fails somewhere else, in the configuration, a checkpoint, the metrics or the package.
            foreach (var free in (int[])[40, 24, 12, 4, 0])
            {
                File.WriteAllBytes(filler, new byte[(64 - free) * 1024]);
                var run = Path.Combine(disk, "run");
                result = await CliResult.RunAsync("train", _folder["images"], "--backbone", TinyBackbone.Write(_folder.Path), "--normalization", "tf", "--epochs", "2", "--output", run,
                    "--threads", "1", "--feature-cache", _folder["features"], "--json");
                Assert.Equal((1, ""), (result.Exit, result.Output));
                Assert.Contains("The disk is full", result.Error, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
                Assert.False(Directory.Exists(Path.Combine(run, "classifier")));
                if (Directory.Exists(run))
                {
                    Assert.DoesNotContain(Directory.GetFileSystemEntries(run), e => e.EndsWith(".tmp", StringComparison.Ordinal));
                    Directory.Delete(run, recursive: true);
                }
                File.Delete(filler);
            }
        }
        finally
        {
            using var unmount = Process.Start("umount", ["-l", disk]);
            unmount.WaitForExit();
        }
    }

    private static async Task WaitForOrEnd(CliProcess run, string text)
    {
        while (!run.HasExited && !run.Error.Contains(text, StringComparison.Ordinal))
            await Task.Delay(1, Token);
    }

    private string[] Arguments(string output, string freeze, int epochs)
    {
        if (!Directory.Exists(_folder["images"]))
        {
            TinyImages.WriteFolders(_folder["images"], 10);
            TinyBackbone.Write(_folder.Path);
        }
        return ["train", _folder["images"], "--backbone", _folder["tiny.onnx"], "--normalization", "tf", "--freeze", freeze, "--epochs", $"{epochs}", "--batch-size", "4", "--patience", "0",
            "--output", _folder[output], "--threads", "1", "--feature-cache", "none"];
    }

    private void AssertSameModel() => Assert.True(
        File.ReadAllBytes(Path.Combine(_folder["whole"], "classifier", "model.onnx")).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder["stopped"], "classifier", "model.onnx"))),
        "the resumed run's model differs from the uninterrupted one's");
}
