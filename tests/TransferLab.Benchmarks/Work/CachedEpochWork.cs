using System.Globalization;
using TransferLab.Pictures;
using TransferLab.Testing;
using TransferLab.Training.Events;

namespace TransferLab.Benchmarks.Work;

/// <summary>A linear probe on flowers_small: epochs on cached features against epochs that run the frozen backbone (with augmentation, the same split).</summary>
internal static class CachedEpochWork
{
    public static int Run(int rounds)
    {
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var cached = MedianEpoch(AugmentationLevel.None, epochs: 30);
            var recomputed = MedianEpoch(AugmentationLevel.Light, epochs: 2);
            ratios.Add(recomputed / cached);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: epoch on cached features {cached * 1e3:0.0} ms, recomputed {recomputed * 1e3:0} ms, ratio {recomputed / cached:0}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio, median of {rounds} rounds: {BenchmarkProgram.Median(ratios):0}"));
        return 0;
    }

    // Training and validation together: what a user waits for.
    private static double MedianEpoch(AugmentationLevel augmentation, int epochs)
    {
        using var folder = new TemporaryFolder();
        var seconds = new List<double>();
        FineTuner.Train(new FineTuneOptions
        {
            Images = SharedData.Path("datasets/flowers_small"),
            Backbone = SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"),
            Output = Path.Combine(folder.Path, "run"),
            Freeze = FreezePolicy.Parse("linear-probe"),
            Augmentation = augmentation,
            Epochs = epochs,
            Patience = 0,
            FeatureCacheDirectory = Path.Combine(folder.Path, "cache"),
        }, e =>
        {
            if (e is EpochCompleted c)
                seconds.Add(c.Metrics.Seconds);
        });
        return BenchmarkProgram.Median(seconds);
    }
}
