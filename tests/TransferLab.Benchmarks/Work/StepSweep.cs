using System.Globalization;
using TransferLab.Benchmarks.Models;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// Time of a full training step per image over batch size, image size and threads, as figures and as plots. The points of a curve are taken in turns, so that a machine that slows down bends
/// none of them; each is the best of its turns.
/// </summary>
internal static class StepSweep
{
    private static readonly int[] s_batches = [1, 2, 4, 8, 16, 32];
    private static readonly int[] s_sizes = [96, 128, 160, 192, 224, 256, 320];

    public static int Run(int threads, int batch, int steps, int rounds, string folder)
    {
        Directory.CreateDirectory(folder);
        BenchmarkModel mobileNet = BenchmarkModel.MobileNetV1(), resNet = BenchmarkModel.ResNet(), transformer = BenchmarkModel.ViTSmall();
        Plot(Path.Combine(folder, "step-batch.svg"), "Training step over batch size", "images per step",
            [.. new[] { mobileNet, resNet, transformer }.Select(m => new Curve(m.Name, [.. s_batches.Select(b => new Point(b, m, b, threads))]))], steps, rounds);
        Plot(Path.Combine(folder, "step-size.svg"), "Training step over image size", "height and width, pixels",
            [new Curve("resnet18", [.. s_sizes.Select(s => new Point(s, BenchmarkModel.ResNet(s), batch, threads))])], steps, rounds);
        Plot(Path.Combine(folder, "step-threads.svg"), "Training step over threads", "threads",
            [.. new[] { mobileNet, resNet, transformer }.Select(m => new Curve(m.Name, [.. Enumerable.Range(1, Environment.ProcessorCount).Select(t => new Point(t, m, batch, t))]))],
            steps, rounds);
        return 0;
    }

    private static void Plot(string path, string title, string axis, IReadOnlyList<Curve> curves, int steps, int rounds)
    {
        var best = curves.SelectMany(c => c.Points).ToDictionary(p => p, _ => double.PositiveInfinity);
        for (var round = 0; round < rounds; round++)
            foreach (var point in curves.SelectMany(c => c.Points))
                best[point] = Math.Min(best[point], Milliseconds(point, steps));
        Console.WriteLine($"{title}: milliseconds per image, best of {rounds} turns of {steps} steps");
        foreach (var curve in curves)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{curve.Name,-14}{string.Join("  ", curve.Points.Select(p => $"{p.X}: {best[p]:0.0}"))}"));
        File.WriteAllText(path, CurvePlot.Svg(title, axis, "milliseconds per image", [.. curves.Select(c => (c.Name, c.Points.Select(p => ((double)p.X, best[p])).ToArray()))]));
    }

    private static double Milliseconds(Point point, int steps)
    {
        using var work = new TrainStepWork(point.Model, 0, point.Batch, point.Threads);
        work.Run();
        return Enumerable.Range(0, steps).Min(_ => work.Run()) * 1000 / point.Batch;
    }

    private sealed record Curve(string Name, IReadOnlyList<Point> Points);

    private sealed record Point(int X, BenchmarkModel Model, int Batch, int Threads);
}
