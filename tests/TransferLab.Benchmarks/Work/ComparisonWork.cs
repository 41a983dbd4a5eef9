using System.Diagnostics;
using System.Globalization;
using TransferLab.Comparison;
using TransferLab.Freezing;
using TransferLab.Testing;
using TransferLab.Training;

namespace TransferLab.Benchmarks.Work;

/// <summary>A comparison on flowers_small against the same runs by <c>train</c>, one after another, each with features of its own.</summary>
internal static class ComparisonWork
{
    public static int Run(string strategies, int seeds, int epochs, int views, double? budget)
    {
        using var folder = new TemporaryFolder();
        var c = CultureInfo.InvariantCulture;
        var common = new FineTuneOptions
        {
            Images = SharedData.Path("datasets/flowers_small"),
            Backbone = SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"),
            Output = Path.Combine(folder.Path, "comparison"),
            Epochs = epochs,
            Augmentation = views > 0 ? AugmentationLevel.Light : AugmentationLevel.None,
            Views = views,
        };
        FreezePolicy[] policies = [.. strategies.Split(',').Select(FreezePolicy.Parse)];
        var clock = Stopwatch.StartNew();
        var summary = FreezeComparison.Run(new ComparisonOptions { Common = common, Strategies = policies, Seeds = seeds, Budget = budget })!;
        var together = clock.Elapsed.TotalSeconds;
        var (alone, unequal) = (0.0, 0);
        foreach (var run in summary.Runs)
        {
            clock.Restart();
            var result = FineTuner.Train(common with { Freeze = FreezePolicy.Parse(run.Strategy), Seed = run.Seed, Output = Path.Combine(folder.Path, "alone", run.Directory) });
            alone += clock.Elapsed.TotalSeconds;
            var same = (result.Validation.Accuracy, result.Validation.MacroF1, result.Validation.Loss) == (run.Score, run.MacroF1, run.Loss);
            unequal += same || run.IsStopped ? 0 : 1;
            Console.WriteLine(string.Create(c, $"{run.Strategy,-14} seed {run.Seed}: {run.Score:0.000} in the comparison{(run.IsStopped ? $" (stopped after {run.Epochs} epochs)" : "")}, {result.Validation.Accuracy:0.000} alone in {clock.Elapsed.TotalSeconds:0.0} s"));
        }
        Console.WriteLine(summary.Verdict);
        Console.WriteLine(string.Create(c, $"comparison {together:0.0} s, one after another {alone:0.0} s: ratio {alone / together:0.00}; {unequal} of {summary.Runs.Count(r => !r.IsStopped)} finished runs have other numbers"));
        return unequal == 0 ? 0 : 1;
    }
}
