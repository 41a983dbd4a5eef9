using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using TransferLab.Data;
using TransferLab.Features;
using TransferLab.Testing;

namespace TransferLab.MLNet.Tests;

public class FlowersTests(ITestOutputHelper output)
{
    private const string MobileNet = "backbones/mobilenet_v1/mobilenet_v1_block12.onnx";

    [Fact]
    [Trait("Category", "Heavy")]
    public void Maximum_entropy_on_scaled_features_is_within_two_points_of_a_linear_probe()
    {
        Heavy.Require("trains three seeds, here and there");
        using var folder = new TemporaryFolder();
        var (backbone, images) = (SharedData.Path(MobileNet), SharedData.Path("datasets/flowers_small"));
        var dataset = ImageDataset.FromFolder(images);
        var ml = new MLContext(seed: 1);
        List<double> ours = [], theirs = [];
        foreach (var seed in (ulong[])[1, 2, 3])
        {
            var options = new FineTuneOptions
            {
                Images = images,
                Backbone = backbone,
                Output = folder[$"run{seed}"],
                Seed = seed,
                FeatureCacheDirectory = folder["cache"]
            };
            theirs.Add(FineTuner.Train(options, cancellation: TestContext.Current.CancellationToken).Validation.Accuracy);
            var split = dataset.Split(0.2, seed);
            IDataView train = View(split.Train), held = View(split.Validation);
            // The trainer's own L1 and L2 are far too strong for a thousand features of 160 pictures, and it does not scale them.
            var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.FeaturizeImages(backbone))
                .Append(ml.Transforms.NormalizeMeanVariance("Features"))
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0)).Fit(train);
            ours.Add(ml.MulticlassClassification.Evaluate(model.Transform(held)).MicroAccuracy);
        }
        output.WriteLine($"ML.NET {string.Join(", ", ours)}; linear probe {string.Join(", ", theirs)}");
        Assert.True(ours.Average() >= theirs.Average() - 0.02, $"ML.NET {string.Join(", ", ours)}; linear probe {string.Join(", ", theirs)}");

        IDataView View(IEnumerable<int> samples) =>
            ml.Data.LoadFromEnumerable(samples.Select(i =>
                new Picture { ImagePath = dataset.Samples[i].Path, Label = dataset.Classes[dataset.Samples[i].Label] }).ToArray());
    }

    [Fact]
    [Trait("Category", "Heavy")]
    public void Cross_validation_works()
    {
        Heavy.Require("features of 200 photographs");
        var ml = new MLContext(seed: 1);
        var view = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Flowers(ml)).Transform(Flowers(ml));
        var estimator = ml.Transforms.FeaturizeImages(SharedData.Path(MobileNet)).Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0));
        var folds = ml.MulticlassClassification.CrossValidate(view, estimator, numberOfFolds: 4);
        output.WriteLine(string.Join(", ", folds.Select(f => f.Metrics.MicroAccuracy)));
        Assert.True(folds.Average(f => f.Metrics.MicroAccuracy) > 0.75);
    }

    [Fact]
    // Not heavy: CI machines, which others work on too, are no place to measure speed. docs/mlnet.md says how to run it.
    [Trait("Category", "Speed")]
    public void Features_come_at_nine_tenths_of_the_librarys_own_speed()
    {
        Heavy.Require("measures speed");
        var ml = new MLContext(seed: 1);
        var files = Flowers();
        using var featurizer = ImageFeaturizer.Create(SharedData.Path(MobileNet));
        // Every round gets a copy of the pictures, so that nothing is remembered; both sides take turns, and turns in being first. The first round is for the
        // compiler.
        using var folder = new TemporaryFolder();
        List<double> ratios = [];
        var estimator = ml.Transforms.FeaturizeImages(SharedData.Path(MobileNet));
        for (var round = 0; round < 7; round++)
        {
            var copies = files.Select((f, i) => (From: f, To: folder[$"{round}-{i}.jpg"])).ToArray();
            foreach (var (from, to) in copies)
                File.Copy(from.ImagePath, to);
            var view = ml.Data.LoadFromEnumerable(copies.Select(c => new Picture { ImagePath = c.To }).ToArray());
            var transformed = estimator.Fit(view).Transform(view);
            var early = round % 2 == 0 ? Theirs() : TimeSpan.Zero;
            var own = Time(() => Parallel.ForEach(copies, c => featurizer.Featurize(File.ReadAllBytes(c.To))));
            var ratio = own / (early > TimeSpan.Zero ? early : Theirs());
            if (round > 0)
                ratios.Add(ratio);
            output.WriteLine($"{copies.Length / own.TotalSeconds:0.0} images/s of the library's own, ratio {ratio:0.00}");

            TimeSpan Theirs() => Time(() => Assert.Equal(copies.Length, transformed.GetColumn<float[]>("Features").Count()));
        }
        // Of six, the middle two.
        Assert.True(ratios.Order().Skip(2).Take(2).Average() >= 0.9, $"ratios {string.Join(", ", ratios.Select(r => r.ToString("0.00", null)))}");
    }

    private static TimeSpan Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed;
    }

    private static Picture[] Flowers() =>
        [.. Directory.EnumerateFiles(SharedData.Path("datasets/flowers_small"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => new Picture { ImagePath = f, Label = Path.GetFileName(Path.GetDirectoryName(f))! })];

    private static IDataView Flowers(MLContext ml) => ml.Data.LoadFromEnumerable(Flowers());
}
