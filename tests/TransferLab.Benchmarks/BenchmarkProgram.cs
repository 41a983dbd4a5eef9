using System.CommandLine;
using System.Globalization;
using TransferLab.Benchmarks.Models;
using TransferLab.Benchmarks.Work;
using TransferLab.Freezing;

namespace TransferLab.Benchmarks;

/// <summary>Measures what README quotes. Ratios are formed within one round of one process, and their median over the rounds is what counts.</summary>
internal static class BenchmarkProgram
{
    private static readonly Option<int> s_threads = new("--threads") { DefaultValueFactory = _ => 2, Description = "Threads on both sides." };
    private static readonly Option<int> s_batch = new("--batch") { DefaultValueFactory = _ => 16, Description = "Images per step." };
    private static readonly Option<int> s_steps = new("--steps") { DefaultValueFactory = _ => 5, Description = "Steps per figure and round, after one warm-up; the best counts, as in the reference." };
    private static readonly Option<int> s_rounds = new("--rounds") { DefaultValueFactory = _ => 3, Description = "Times the two sides take turns." };
    private static readonly Option<bool> s_alone = new("--alone") { Description = "Without PyTorch." };

    public static int Run(string[] args)
    {
        var root = new RootCommand("Benchmarks of TransferLab.");
        var steps = new Command("training-step", "Training step and forward pass beside PyTorch's.") { Options = { s_threads, s_batch, s_steps, s_rounds, s_alone } };
        steps.SetAction(p => TrainStepComparison.Run(p.GetValue(s_threads), p.GetValue(s_batch), p.GetValue(s_steps), p.GetValue(s_rounds), p.GetValue(s_alone)));
        var features = new Command("features", "Feature extraction from JPEG files against the bare session on tensors in memory.") { Options = { s_rounds } };
        features.SetAction(p => FeatureWork.Run(p.GetValue(s_rounds)));
        var cached = new Command("cached-epochs", "Epochs of a linear probe on cached features against epochs that run the backbone.") { Options = { s_rounds } };
        cached.SetAction(p => CachedEpochWork.Run(p.GetValue(s_rounds)));
        root.Subcommands.Add(steps);
        root.Subcommands.Add(features);
        root.Subcommands.Add(cached);
        Option<string> model = new("--model") { DefaultValueFactory = _ => "mobilenet_v1", Description = "mobilenet_v1, resnet18, or pretrain: the network of transferlab pretrain." };
        Option<int> boundary = new("--frozen") { Description = "Groups frozen, as in training-step." };
        Option<int> rows = new("--rows") { DefaultValueFactory = _ => 40, Description = "Nodes to list." };
        Option<BatchNormMode> batchNorm = new("--batch-norm") { Description = "Affine, Frozen or Train." };
        var profile = new Command("profile", "Where the time of a training step goes, by operator and node.") { Options = { model, boundary, s_threads, s_batch, s_steps, rows, batchNorm } };
        profile.SetAction(p => StepProfile.Run(p.GetValue(model)!, p.GetValue(boundary), p.GetValue(s_batch), p.GetValue(s_threads), p.GetValue(s_steps), p.GetValue(rows), p.GetValue(batchNorm)));
        root.Subcommands.Add(profile);
        return root.Parse(args).Invoke();
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
