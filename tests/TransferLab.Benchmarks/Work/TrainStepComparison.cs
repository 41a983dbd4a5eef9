using System.Globalization;
using TransferLab.Benchmarks.Models;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// Training step and forward pass beside PyTorch's, figure by figure in turns: each figure of one of its layouts is followed by ours. The ratio of a round is ours to that of its better
/// layout; the median over the rounds is what counts.
/// </summary>
internal static class TrainStepComparison
{
    private const string Forward = "forward";

    public static int Run(int threads, int batch, int steps, int rounds, bool alone, string? only)
    {
        Console.WriteLine($"{"backbone",-14}{"work",-30}{"TransferLab",12}{"PyTorch",12}{"ratio",8}{"min",8}{"max",8}   images/s and ratio: median of {rounds} rounds");
        foreach (var (name, create) in ((string, Func<BenchmarkModel>)[])
            [("mobilenet_v1", BenchmarkModel.MobileNetV1), ("resnet18", () => BenchmarkModel.ResNet()), ("vit_small", BenchmarkModel.ViTSmall)])
            if (only is null || only == name)
                Compare(create(), threads, batch, steps, rounds, alone);
        return 0;
    }

    private static void Compare(BenchmarkModel model, int threads, int batch, int steps, int rounds, bool alone)
    {
        var works = model.Boundaries.Select(b => (int?)b).Prepend(null).ToDictionary(b => b is { } k ? $"train, first {k} of {model.GroupEnds.Count} frozen" : Forward, b => b);
        var turns = works.Keys.ToDictionary(w => w, _ => new List<Turn>());
        for (var round = 0; round < rounds; round++)
        {
            using var torch = alone ? null : new TorchYardstick(model.Name, threads, batch, steps);
            if (torch is null)
                foreach (var (work, boundary) in works)
                    turns[work].Add(new Turn(round, Measure(model, boundary, threads, batch, steps), double.NaN));
            while (torch?.Next() is { } figure)
                turns[figure.Work].Add(new Turn(round, Measure(model, works[figure.Work], threads, batch, steps), figure.ImagesPerSecond));
        }
        foreach (var (work, taken) in turns)
        {
            var figures = taken.GroupBy(t => t.Round).Select(r => (Ours: BenchmarkProgram.Median(r.Select(t => t.Ours)), Theirs: r.Max(t => t.Theirs))).ToArray();
            var ratios = figures.Select(f => f.Ours / f.Theirs).ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{model.Name,-14}{work,-30}{BenchmarkProgram.Median(figures.Select(f => f.Ours)),12:0.0}{BenchmarkProgram.Median(figures.Select(f => f.Theirs)),12:0.0}"
                + $"{BenchmarkProgram.Median(ratios),8:0.00}{ratios.Min(),8:0.00}{ratios.Max(),8:0.00}"));
        }
    }

    private static double Measure(BenchmarkModel model, int? boundary, int threads, int batch, int steps)
    {
        if (boundary is null)
        {
            using var forward = new ForwardWork(model.Backbone, batch, threads);
            return batch / Best(forward.Run, steps);
        }
        using var step = new TrainStepWork(model, boundary.Value, batch, threads);
        return batch / Best(step.Run, steps);
    }

    // The best of some steps after a warm-up, as the reference measures; ours are compiled while the first of them run.
    private static double Best(Func<double> work, int steps)
    {
        work();
        work();
        return Enumerable.Range(0, steps).Min(_ => work());
    }

    private sealed record Turn(int Round, double Ours, double Theirs);
}
