using System.Diagnostics;
using System.Globalization;
using TransferLab.Benchmarks.Models;
using TransferLab.Imaging;
using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Pictures;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// Images per second of every preset and transform at 224x224 on decoded photographs in memory, beside the full training step of MobileNet v1, in turns within one run.
/// </summary>
internal static class AugmentationWork
{
    private const int Size = 224;
    private const int Photographs = 40;

    public static int Run(int threads, int batch, int rounds, double seconds, bool presetsOnly)
    {
        var geometry = new ImageGeometry { Width = Size, Height = Size };
        var files = Directory.GetFiles(SharedData.Path("datasets/flowers_small"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        RgbImage[] images = [.. Enumerable.Range(0, Photographs).Select(i => ImageReader.Decode(File.ReadAllBytes(files[i * files.Length / Photographs]), geometry))];
        List<(string Name, AugmentationPipeline Pipeline)> work =
        [
            ("none (resize alone)", new()), ("light", AugmentationPresets.Light), ("standard", AugmentationPresets.Standard), ("strong", AugmentationPresets.Strong),
            ("randaugment", AugmentationPresets.RandAugment), ("trivialaugment", AugmentationPresets.TrivialAugment), ("augmix", AugmentationPresets.AugMix),
        ];
        if (!presetsOnly)
            work.AddRange(EachTransform());
        using var step = new TrainStepWork(BenchmarkModel.MobileNetV1(), 0, batch, threads);
        step.Run();
        var speeds = work.ConvertAll(_ => new List<double>());
        var ratios = work.ConvertAll(_ => new List<double>());
        var steps = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var best = double.MaxValue;
            for (var i = 0; i < 3; i++)
                best = Math.Min(best, step.Run());
            steps.Add(batch / best);
            for (var i = 0; i < work.Count; i++)
            {
                var speed = Measure(work[i].Pipeline, images, geometry, threads, seconds);
                speeds[i].Add(speed);
                ratios[i].Add(speed / steps[^1]);
            }
        }
        foreach (var image in images)
            image.Dispose();
        var c = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(c, $"{threads} threads, {Size}x{Size}, {Photographs} photographs decoded in memory, median of {rounds} rounds; full training step of MobileNet v1, batch {batch}: {BenchmarkProgram.Median(steps):0.0} images/s"));
        Console.WriteLine("| pipeline | images/s | times the full training step |\n|---|---:|---:|");
        for (var i = 0; i < work.Count; i++)
            Console.WriteLine(string.Create(c, $"| {work[i].Name} | {BenchmarkProgram.Median(speeds[i]):0} | {BenchmarkProgram.Median(ratios[i]):0.0} |"));
        return 0;
    }

    // Each transform alone, after the resize, on every image.
    private static IEnumerable<(string, AugmentationPipeline)> EachTransform() => TransformCatalog.All.Select(t => (t.Name, new AugmentationPipeline(t.Standard switch
    {
        RandomGeometricTransform geometric => geometric with { Probability = 1 },
        RandomPixelTransform pixels => pixels with { Probability = 1 },
        var other => other,
    })));

    private static double Measure(AugmentationPipeline pipeline, RgbImage[] images, ImageGeometry geometry, int threads, double seconds)
    {
        long done = 0;
        var clock = new Stopwatch();
        var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            var pixels = new byte[Size * Size * 3];
            for (var i = worker; clock.Elapsed.TotalSeconds < seconds; i += threads)
            {
                pipeline.Apply(images[i % images.Length], pixels, geometry, new SampleRandom(1, i / images.Length, i % images.Length));
                Interlocked.Increment(ref done);
            }
        })).ToArray();
        clock.Start();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        return done / clock.Elapsed.TotalSeconds;
    }
}
