using System.Diagnostics;
using TransferLab.Comparison;
using TransferLab.Freezing;
using TransferLab.Testing;
using TransferLab.Training;
using static System.FormattableString;

namespace TransferLab.Benchmarks.Work;

/// <summary>A comparison on flowers_small against <c>train</c> for every strategy and seed, one after another, each with features of its own: also for those that a budget leaves out.</summary>
internal static class ComparisonWork
{
    public static int Run(string strategies, int seeds, int epochs, int views, double? budget)
    {
        using var folder = new TemporaryFolder();
        var common = new FineTuneOptions
        {
            Images = SharedData.Path("datasets/flowers_small"),
            Backbone = SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"),
            Output = Path.Combine(folder.Path, "comparison"),
            Epochs = epochs,
            Augmentation = views > 0 ? AugmentationLevel.Light : AugmentationLevel.None,
            Views = views,
        };
        var policies = strategies.Split(',').Select(FreezePolicy.Parse).ToList();
        var clock = Stopwatch.StartNew();
        var summary = FreezeComparison.Run(new ComparisonOptions { Common = common, Strategies = policies, Seeds = seeds, Budget = budget })!;
        var together = clock.Elapsed.TotalSeconds;
        foreach (var note in summary.Notes)
            Console.WriteLine(note);
        var (alone, finished, unequal) = (0.0, 0, 0);
        foreach (var policy in policies)
            for (var seed = common.Seed; seed < common.Seed + (ulong)seeds; seed++)
            {
                var run = summary.Runs.SingleOrDefault(r => r.Strategy == policy.ToString() && r.Seed == seed);
                clock.Restart();
                var result = FineTuner.Train(common with { Freeze = policy, Seed = seed, Output = Path.Combine(folder.Path, "alone", Invariant($"{policies.IndexOf(policy)}-{seed}")) });
                var seconds = clock.Elapsed.TotalSeconds;
                alone += seconds;
                if (run is not null && (result.Validation.Accuracy, result.Validation.MacroF1, result.Validation.Loss, (long)result.Epochs) == (run.Score, run.MacroF1, run.Loss, run.Epochs))
                    finished++;
                else if (run is not null)
                    unequal++;
                Console.WriteLine(Invariant($"{policy,-14} seed {seed}: {(run is null ? "not run" : Invariant($"{run.Score:0.000}"))} in the comparison, {result.Validation.Accuracy:0.000} alone in {seconds:0.0} s"));
            }
        Console.WriteLine(summary.Verdict);
        Console.WriteLine(Invariant($"comparison {together:0.0} s, one after another {alone:0.0} s: ratio {alone / together:0.00}; {finished} of {summary.Runs.Count} runs have the same numbers to the last digit"));
        return unequal == 0 ? 0 : 1;
    }
}
