using System.Globalization;
using TransferLab.Benchmarks.Models;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// Training step and forward pass beside PyTorch's, figure by figure: within a round each side takes its steps, one right after the other, and the ratio is formed
/// there; its median over the rounds is what counts.
/// </summary>
internal static class TrainStepComparison
{
    public static int Run(int threads, int batch, int steps, int rounds, bool alone)
    {
        using var other = alone ? null : new PyTorchReference(threads, batch, steps);
        Console.WriteLine($"{"backbone",-14}{"work",-30}{"TransferLab",12}{"PyTorch",12}{"ratio",8}{"min",8}{"max",8}   images/s and ratio: median of {rounds} rounds");
        foreach (var model in (BenchmarkModel[])[BenchmarkModel.MobileNetV1(), BenchmarkModel.ResNet()])
        {
            using (var forward = new ForwardWork(model.Backbone, batch, threads))
                Print(model.Name, "forward", () => batch / Best(forward.Run, steps), () => other?.Measure(model.Name, model.GroupEnds.Count, forward: true) ?? double.NaN, rounds);
            foreach (var boundary in model.Boundaries)
            {
                using var step = new TrainStepWork(model, boundary, batch, threads);
                Print(model.Name, $"train, first {boundary} of {model.GroupEnds.Count} frozen", () => batch / Best(step.Run, steps),
                    () => other?.Measure(model.Name, boundary, forward: false) ?? double.NaN, rounds);
            }
        }
        return 0;
    }

    private static void Print(string model, string work, Func<double> ours, Func<double> theirs, int rounds)
    {
        var pairs = Enumerable.Range(0, rounds).Select(_ => (Ours: ours(), Theirs: theirs())).ToArray();
        var ratios = pairs.Select(p => p.Ours / p.Theirs).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{model,-14}{work,-30}{BenchmarkProgram.Median(pairs.Select(p => p.Ours)),12:0.0}{BenchmarkProgram.Median(pairs.Select(p => p.Theirs)),12:0.0}{BenchmarkProgram.Median(ratios),8:0.00}{ratios.Min(),8:0.00}{ratios.Max(),8:0.00}"));
    }

    // The best of some steps after a warm-up, as the reference measures.
    private static double Best(Func<double> work, int steps)
    {
        work();
        return Enumerable.Range(0, steps).Min(_ => work());
    }
}
