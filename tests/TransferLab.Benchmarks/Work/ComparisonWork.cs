using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TransferLab.Runs;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;
using static System.FormattableString;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// <c>transferlab compare</c> on flowers_small against <c>transferlab train</c> for every strategy and seed, one after another: also for those that a budget leaves out. Processes, as users
/// start them; each begins with an empty feature cache.
/// </summary>
internal static class ComparisonWork
{
    public static int Run(string strategies, int seeds, int epochs, int views, double? budget)
    {
        using var folder = new TemporaryFolder();
        string[] common = [SharedData.Path("datasets/flowers_small"), "--backbone", SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"), "--feature-cache", "none",
            "--epochs", Text(epochs), .. views > 0 ? (string[])["--augment", "light", "--views", Text(views)] : ["--augment", "none"]];
        var (together, summary) = Command(["compare", .. common, "--freeze", strategies, "--seeds", Text(seeds), .. budget is { } share ? (string[])["--budget", Text(share)] : [], "--output", folder["comparison"]],
            () => JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder["comparison"], ComparisonSummary.FileName)), ComparisonJson.Default.ComparisonSummary)!);
        foreach (var note in summary.Notes)
            Console.WriteLine(note);
        var (alone, equal, unequal) = (0.0, 0, 0);
        foreach (var strategy in strategies.Split(','))
            for (var seed = 1; seed <= seeds; seed++)
            {
                var run = summary.Runs.SingleOrDefault(r => r.Strategy == strategy && r.Seed == (ulong)seed);
                var output = folder[Invariant($"alone-{strategy.Replace(':', '-')}-{seed}")];
                var (seconds, result) = Command(["train", .. common, "--freeze", strategy, "--seed", Text(seed), "--output", output],
                    () => JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(output, "result.json")), ResultJson.Default.FineTuneResult)!);
                alone += seconds;
                if (run is not null && (result.Validation.Accuracy, result.Validation.MacroF1, result.Validation.Loss, (long)result.Epochs) == (run.Score, run.MacroF1, run.Loss, run.Epochs))
                    equal++;
                else if (run is not null)
                    unequal++;
                Console.WriteLine(Invariant($"{strategy,-14} seed {seed}: {(run is null ? "not run" : Invariant($"{run.Score:0.000}"))} in the comparison, {result.Validation.Accuracy:0.000} alone in {seconds:0.0} s"));
            }
        Console.WriteLine(summary.Verdict);
        Console.WriteLine(Invariant($"comparison {together:0.0} s, one after another {alone:0.0} s: ratio {alone / together:0.00}; {equal} of {summary.Runs.Count} runs have the same numbers to the last digit"));
        return unequal == 0 ? 0 : 1;
    }

    private static (double Seconds, T Result) Command<T>(string[] arguments, Func<T> read)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "TransferLab.Cli.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var seconds = clock.Elapsed.TotalSeconds;
        output.Wait();
        return process.ExitCode == 0 ? (seconds, read()) : throw new InvalidOperationException($"transferlab {string.Join(' ', arguments)} ended with exit code {process.ExitCode}:\n{error}");
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
