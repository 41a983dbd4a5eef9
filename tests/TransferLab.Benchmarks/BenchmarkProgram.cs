using System.CommandLine;
using System.Globalization;
using TransferLab.Benchmarks.Models;
using TransferLab.Benchmarks.Work;

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
        steps.SetAction(p => TrainingSteps(p.GetValue(s_threads), p.GetValue(s_batch), p.GetValue(s_steps), p.GetValue(s_rounds), p.GetValue(s_alone)));
        var features = new Command("features", "Feature extraction from JPEG files against the bare session on tensors in memory.") { Options = { s_rounds } };
        features.SetAction(p => FeatureWork.Run(p.GetValue(s_rounds)));
        var cached = new Command("cached-epochs", "Epochs of a linear probe on cached features against epochs that run the backbone.") { Options = { s_rounds } };
        cached.SetAction(p => CachedEpochWork.Run(p.GetValue(s_rounds)));
        root.Subcommands.Add(steps);
        root.Subcommands.Add(features);
        root.Subcommands.Add(cached);
        return root.Parse(args).Invoke();
    }

    private static int TrainingSteps(int threads, int batch, int steps, int rounds, bool alone)
    {
        BenchmarkModel[] models = [BenchmarkModel.MobileNetV1(), BenchmarkModel.ResNet()];
        var ours = new Dictionary<(string, string), List<double>>();
        var theirs = new Dictionary<(string, string), List<double>>();
        for (var round = 0; round < rounds; round++)
        {
            if (!alone)
                Collect(theirs, PyTorchReference.Run(threads, batch, steps));
            foreach (var model in models)
                Collect(ours, Measure(model, threads, batch, steps));
        }
        Console.WriteLine($"{"backbone",-14}{"work",-30}{"TransferLab",12}{"PyTorch",12}{"ratio",8}   images/s and ratio: median of {rounds} rounds");
        foreach (var (key, rates) in ours)
        {
            var other = theirs.GetValueOrDefault(key);
            var ratio = other is null ? double.NaN : Median(rates.Zip(other, (a, b) => a / b));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key.Item1,-14}{key.Item2,-30}{Median(rates),12:0.0}{(other is null ? double.NaN : Median(other)),12:0.0}{ratio,8:0.00}"));
        }
        return 0;
    }

    private static IEnumerable<Row> Measure(BenchmarkModel model, int threads, int batch, int steps)
    {
        using (var forward = new ForwardWork(model.Backbone, batch, threads))
            yield return new(model.Name, "forward", batch / Best(forward.Run, steps));
        foreach (var boundary in model.Boundaries)
        {
            using var step = new TrainStepWork(model, boundary, batch, threads);
            yield return new(model.Name, $"train, first {boundary} of {model.GroupEnds.Count} frozen", batch / Best(step.Run, steps));
        }
    }

    private static double Best(Func<double> work, int steps)
    {
        work();
        return Enumerable.Range(0, steps).Min(_ => work());
    }

    private static void Collect(Dictionary<(string, string), List<double>> into, IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            if (!into.TryGetValue((row.Backbone, row.Work), out var list))
                into.Add((row.Backbone, row.Work), list = []);
            list.Add(row.ImagesPerSecond);
        }
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
