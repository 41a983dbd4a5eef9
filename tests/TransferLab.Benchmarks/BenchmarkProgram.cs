using System.CommandLine;
using System.Globalization;
using TransferLab.Benchmarks.Serving;
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

    private static readonly Option<string?> s_only = new("--only") { Description = "One backbone: mobilenet_v1, resnet18 or vit_small." };

    public static int Run(string[] args)
    {
        var root = new RootCommand("Benchmarks of TransferLab.");
        var steps = new Command("training-step", "Training step and forward pass beside PyTorch's.") { Options = { s_threads, s_batch, s_steps, s_rounds, s_alone, s_only } };
        steps.SetAction(p => TrainStepComparison.Run(p.GetValue(s_threads), p.GetValue(s_batch), p.GetValue(s_steps), p.GetValue(s_rounds), p.GetValue(s_alone), p.GetValue(s_only)));
        var features = new Command("features", "Feature extraction from JPEG files against the bare session on tensors in memory.") { Options = { s_rounds } };
        features.SetAction(p => FeatureWork.Run(p.GetValue(s_rounds)));
        var cached = new Command("cached-epochs", "Epochs of a linear probe on cached features against epochs that run the backbone.") { Options = { s_rounds } };
        cached.SetAction(p => CachedEpochWork.Run(p.GetValue(s_rounds)));
        root.Subcommands.Add(steps);
        root.Subcommands.Add(features);
        root.Subcommands.Add(cached);
        Option<string> model = new("--model") { DefaultValueFactory = _ => "mobilenet_v1", Description = "mobilenet_v1, resnet18 or vit_small." };
        Option<int> boundary = new("--frozen") { Description = "Groups frozen, as in training-step." };
        Option<int> rows = new("--rows") { DefaultValueFactory = _ => 40, Description = "Nodes to list." };
        Option<BatchNormMode> batchNorm = new("--batch-norm") { Description = "Affine, Frozen or Train." };
        var profile = new Command("profile", "Where the time of a training step goes, by operator and node.") { Options = { model, boundary, s_threads, s_batch, s_steps, rows, batchNorm } };
        profile.SetAction(p => StepProfile.Run(p.GetValue(model)!, p.GetValue(boundary), p.GetValue(s_batch), p.GetValue(s_threads), p.GetValue(s_steps), p.GetValue(rows), p.GetValue(batchNorm)));
        root.Subcommands.Add(profile);
        Option<string> plots = new("--out") { DefaultValueFactory = _ => "docs/plots", Description = "Folder for the plots." };
        var sweep = new Command("step-sweep", "Time of a full training step over batch size, image size and threads.") { Options = { s_threads, s_batch, s_steps, s_rounds, plots } };
        sweep.SetAction(p => StepSweep.Run(p.GetValue(s_threads), p.GetValue(s_batch), p.GetValue(s_steps), p.GetValue(s_rounds), p.GetValue(plots)!));
        root.Subcommands.Add(sweep);
        root.Subcommands.Add(Augmentation());
        root.Subcommands.Add(Probe());
        root.Subcommands.Add(Grid());
        root.Subcommands.Add(Comparison());
        root.Subcommands.Add(Serving());
        return root.Parse(args).Invoke();
    }

    private static Command Augmentation()
    {
        Option<double> seconds = new("--seconds") { DefaultValueFactory = _ => 1, Description = "Seconds per pipeline and round." };
        Option<bool> presets = new("--presets-only") { Description = "Without the single transforms." };
        var command = new Command("augmentation", "Images per second of every preset and transform beside the full training step.") { Options = { s_threads, s_batch, s_rounds, seconds, presets } };
        command.SetAction(p => AugmentationWork.Run(p.GetValue(s_threads), p.GetValue(s_batch), p.GetValue(s_rounds), p.GetValue(seconds), p.GetValue(presets)));
        return command;
    }

    private static Command Probe()
    {
        Option<string?> backbone = new("--backbone") { Description = "The backbone to judge; default: the catalogue's default." };
        Option<string?> normalization = new("--normalization") { Description = "Of a file that the catalogue does not know." };
        Option<int> seeds = new("--seeds") { DefaultValueFactory = _ => 3, Description = "Seeds." };
        var command = new Command("probe", "Linear probes on a backbone, on random weights and on MobileNet v1.") { Options = { backbone, normalization, seeds } };
        command.SetAction(p => ProbeWork.Run(p.GetValue(backbone), p.GetValue(normalization), p.GetValue(seeds)));
        return command;
    }

    private static Command Grid()
    {
        Argument<string> images = new("IMAGES");
        Option<string?> backbone = new("--backbone");
        Option<string?> normalization = new("--normalization");
        Option<string[]> strategies = new("--freeze") { DefaultValueFactory = _ => ["linear-probe"], AllowMultipleArgumentsPerToken = true };
        Option<double[]> rates = new("--learning-rate") { DefaultValueFactory = _ => [0], AllowMultipleArgumentsPerToken = true, Description = "0 for the default." };
        Option<int[]> epochs = new("--epochs") { DefaultValueFactory = _ => [0], AllowMultipleArgumentsPerToken = true, Description = "0 for the default." };
        Option<string[]> augment = new("--augment") { DefaultValueFactory = _ => ["auto"], AllowMultipleArgumentsPerToken = true, Description = "auto, none, light, or light:4 for four views." };
        Option<int> seeds = new("--seeds") { DefaultValueFactory = _ => 3 };
        Option<double[]> shares = new("--validation") { DefaultValueFactory = _ => [0.2], AllowMultipleArgumentsPerToken = true, Description = "Shares held out; what is left is trained on." };
        var command = new Command("grid", "Every combination of a few settings, the mean over seeds.") { Arguments = { images }, Options = { backbone, normalization, strategies, rates, epochs, augment, shares, seeds, s_batch } };
        command.SetAction(p => new GridWork(p.GetValue(images)!, p.GetValue(backbone), p.GetValue(normalization), p.GetValue(seeds), p.GetValue(s_batch))
        {
            Strategies = p.GetValue(strategies)!,
            Rates = p.GetValue(rates)!,
            Epochs = p.GetValue(epochs)!,
            Augmentations = p.GetValue(augment)!,
            Shares = p.GetValue(shares)!,
        }.Run());
        return command;
    }

    private static Command Comparison()
    {
        Option<string> strategies = new("--freeze") { DefaultValueFactory = _ => "linear-probe,partial:1,partial:2,lp-ft,full" };
        Option<int> seeds = new("--seeds") { DefaultValueFactory = _ => 3 };
        Option<int> epochs = new("--epochs") { DefaultValueFactory = _ => 20 };
        Option<int> views = new("--views") { DefaultValueFactory = _ => 4, Description = "0: no augmentation." };
        Option<double?> budget = new("--budget") { Description = "As in compare." };
        var command = new Command("comparison", "The command compare against the same train commands one after another: time and numbers.") { Options = { strategies, seeds, epochs, views, budget } };
        command.SetAction(p => ComparisonWork.Run(p.GetValue(strategies)!, p.GetValue(seeds), p.GetValue(epochs), p.GetValue(views), p.GetValue(budget)));
        return command;
    }

    private static Command Serving()
    {
        Argument<string> package = new("PACKAGE") { Description = "A package on MobileNet v1, or its run." };
        Option<int> images = new("--images") { DefaultValueFactory = _ => 600, Description = "Pictures per figure." };
        Option<int> soak = new("--soak") { Description = "Requests over which memory is looked at." };
        Option<int> batch = new("--max-batch") { DefaultValueFactory = _ => 4, Description = "As in serve." };
        Option<Arrivals[]> arrivals = new("--arrivals") { DefaultValueFactory = _ => [Arrivals.Constant, Arrivals.Poisson], AllowMultipleArgumentsPerToken = true, Description = "How requests come at 70 % load: constant, poisson or both." };
        var command = new Command("serving", "The host against the library on 320×240 JPEGs: throughput, latency, memory.") { Arguments = { package }, Options = { images, s_rounds, soak, batch, arrivals } };
        command.SetAction(p => ServingWork.Run(p.GetValue(package)!, p.GetValue(images), p.GetValue(s_rounds), p.GetValue(soak), p.GetValue(batch), p.GetValue(arrivals)!));
        return command;
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
