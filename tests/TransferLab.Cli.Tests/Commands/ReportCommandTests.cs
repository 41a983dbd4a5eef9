using System.CommandLine;
using TransferLab.Reports;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Testing.Servers;

namespace TransferLab.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_reports_are_written_anew_and_their_places_printed()
    {
        var run = FineTuner.Train(TinyRun.Options(_folder, epochs: 1), ReportWriter.Listen(), TestContext.Current.CancellationToken).Run;
        var events = Directory.GetFiles(run, "events.out.tfevents.*").Single();
        File.Delete(events);
        File.WriteAllText(Path.Combine(run, "report.html"), "earlier");
        var result = await CliResult.RunAsync("report", run);
        Assert.Equal((0, Path.Combine(run, "report.html") + "\n"), (result.Exit, result.Output));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run, "events.out.tfevents.*"));
        result = await CliResult.RunAsync("report", run, "--tensorboard");
        Assert.Equal(0, result.Exit);
        Assert.Equal(events, result.Output.Split('\n')[1]);
        Assert.True(File.Exists(events));
    }

    [Fact]
    public async Task An_unfinished_run_and_a_server_that_is_down_are_errors()
    {
        Assert.Contains("holds no run", (await Failing(1, "report", _folder.Path)).Error, StringComparison.Ordinal);
        var run = FineTuner.Train(TinyRun.Options(_folder, epochs: 1), null, TestContext.Current.CancellationToken).Run;
        Assert.Contains("cannot be reached", (await Failing(1, "report", run, "--mlflow", LoopbackServer.Nobody().ToString())).Error, StringComparison.Ordinal);
        Assert.Contains("--mlflow", (await Failing(2, "report", run, "--mlflow", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Contains("--mlflow-experiment", (await Failing(2, "report", run, "--mlflow-experiment", "x")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tracking_server_that_is_down_does_not_fail_a_run()
    {
        var options = TinyRun.Options(_folder, epochs: 1);
        var result = await CliResult.RunAsync("train", options.Images, "--backbone", options.Backbone, "--normalization", "tf", "--epochs", "1", "--threads", "1", "--feature-cache", "none", "--output", options.Output,
            "--mlflow", LoopbackServer.Nobody().ToString());
        Assert.Equal(0, result.Exit);
        Assert.Contains("not recorded with MLflow", result.Error, StringComparison.Ordinal);
        Assert.Contains($"report    {Path.Combine(options.Output, "report.html")}", result.Output, StringComparison.Ordinal);
        var bad = await Failing(2, "train", options.Images, "--backbone", options.Backbone, "--output", _folder["other"], "--mlflow", "ftp://x");
        Assert.Contains("--mlflow", bad.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["other"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--freeze partial:1 --epochs 2 --batch-size 4 --learning-rate 0.0012 --optimizer momentum --schedule cosine --weight-decay 0.001 --l1 0.0001 --clip-norm 1.5 --label-smoothing 0.1 --batch-norm frozen --augment light --patience 1 --validation 0.3 --seed 18446744073709551615 --strict --feature-cache-size 3 --resize squash")]
    public async Task The_command_in_the_report_repeats_the_run_with_the_same_options(string flags)
    {
        var options = TinyRun.Options(_folder);
        string[] words = ["train", options.Images, "--backbone", options.Backbone, "--normalization", "tf", "--threads", "1", "--feature-cache", "none", "--output", options.Output, .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (flags.Length == 0)
            words = [.. words, "--epochs", "1"];
        Assert.Equal(0, (await CliResult.RunAsync(words)).Exit);
        var config = RunSummaryReader.Read(options.Output).Config;
        string[] again = [.. CommandLineOf(RunCommand.Of(config, _folder["again"])).Skip(1)];
        var parsed = CommandLine.Create().Parse(again);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, (await CliResult.RunAsync(again)).Exit);
        var repeated = RunSummaryReader.Read(_folder["again"]).Config;
        Assert.Equal(Comparable(config), Comparable(repeated));
        Assert.Equal(File.ReadAllBytes(Path.Combine(options.Output, "predictions.csv")), File.ReadAllBytes(Path.Combine(_folder["again"], "predictions.csv")));
    }

    private static string Comparable(RunConfig config) => (config with { Created = default }).ToJson();

    // What a shell makes of the line, single quotes being all that it has.
    private static IEnumerable<string> CommandLineOf(string line)
    {
        Assert.DoesNotContain('\'', line);
        return line.Split(' ');
    }

    private static async Task<CliResult> Failing(int exit, params string[] args)
    {
        var result = await CliResult.RunAsync(args);
        Assert.Equal(exit, result.Exit);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        return result;
    }
}
