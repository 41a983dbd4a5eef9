using Microsoft.ML;
using TransferLab.Data;
using TransferLab.MLNet.Baselines;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.MLNet.Tests.Baselines;

public class TrainerBaselineTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_trainer_of_mlnet_gets_a_row_beside_the_strategies()
    {
        using var folder = new TemporaryFolder();
        Compare(folder["comparison"]);
        var baseline = Measure(folder["sdca"], seeds: 2);
        var summary = FreezeComparison.Merge([folder["comparison"], folder["sdca"]], folder["merged"]);
        Assert.Equal(["linear-probe", "mlnet:sdca"], summary.Strategies.Select(s => s.Strategy));
        var row = summary.Strategies[1];
        Assert.Equal(2, row.Seeds);
        Assert.Equal(baseline.Runs.Average(r => r.Score), row.Score.Mean, 12);
        Assert.NotNull(row.Difference);
        Assert.True(row.Score.Mean > 0.5 && row.Seconds > 0 && row.ImagesPerSecond > 0 && row.PeakMemoryBytes > 0 && row.Loss.Mean < Math.Log(3),
            row.ToString());
        Assert.Contains(summary.Notes, n => n.Contains("mlnet:sdca was trained by other software", StringComparison.Ordinal));
    }

    [Fact]
    public void Its_accuracy_is_the_one_that_Evaluate_gives()
    {
        using var folder = new TemporaryFolder();
        // Two trainings must come to the same model, which SDCA's threads do not.
        IEstimator<ITransformer> Pipeline() => Features().Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var run = TrainerBaseline.Run(_ml, Options(folder["lbfgs"], 1), (_, _) => Pipeline(), TestContext.Current.CancellationToken).Runs[0];
        var dataset = ImageDataset.FromFolder(packages.Pictures);
        var split = dataset.Split(0.25, 1);
        var model = Pipeline().Fit(BaselineImage.View(_ml, dataset, split.Train));
        var expected = _ml.MulticlassClassification.Evaluate(model.Transform(BaselineImage.View(_ml, dataset, split.Validation)));
        Assert.Equal(expected.MicroAccuracy, run.Score, 12);
        Assert.Equal(expected.LogLoss, run.Loss, 4);
    }

    [Fact]
    public void Other_splits_or_missing_seeds_have_no_place_in_the_table()
    {
        using var folder = new TemporaryFolder();
        Compare(folder["comparison"]);
        var baseline = Measure(folder["short"], seeds: 1);
        Assert.Contains("seed 2", Refused("short"), StringComparison.Ordinal);
        (baseline with { ValidationFraction = 0.5 }).Save(folder["share"]);
        Assert.Contains("share held out", Refused("share"), StringComparison.Ordinal);
        (baseline with { Fingerprint = "other" }).Save(folder["other"]);
        Assert.Contains("set of images", Refused("other"), StringComparison.Ordinal);
        (baseline with { Name = "partial:1" }).Save(folder["name"]);
        Assert.Contains("freeze strategy", Refused("name"), StringComparison.Ordinal);
        Assert.Throws<TransferLab.Errors.SettingException>(() => FreezeComparison.Merge([folder["short"]], folder["merged"]));

        string Refused(string name) =>
            Assert.Throws<RunException>(() => FreezeComparison.Merge([folder["comparison"], folder[name]], folder["merged"])).Message;
    }

    [Fact]
    public void A_folder_with_a_broken_picture_is_split_as_a_comparison_splits_it()
    {
        using var folder = new TemporaryFolder();
        var pictures = folder["pictures"];
        foreach (var source in Directory.EnumerateFiles(packages.Pictures, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(pictures, Path.GetRelativePath(packages.Pictures, source));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }
        File.WriteAllText(Path.Combine(Directory.GetDirectories(pictures)[0], "broken.png"), "no picture");
        Compare(folder["comparison"], pictures);
        Measure(folder["sdca"], seeds: 2, pictures);
        Assert.Equal(2, FreezeComparison.Merge([folder["comparison"], folder["sdca"]], folder["merged"]).Strategies.Count);
    }

    private void Compare(string output, string? pictures = null) => FreezeComparison.Run(new ComparisonOptions
    {
        Common = new FineTuneOptions
        {
            Images = pictures ?? packages.Pictures,
            Backbone = packages.Backbone,
            BackboneOptions = TinyBackbone.Options,
            Output = output,
            Epochs = 2,
            Seed = 1,
            Validation = 0.25,
            Augmentation = AugmentationLevel.None
        },
        Strategies = [FreezePolicy.Parse("linear-probe")],
        Seeds = 2,
    }, cancellation: TestContext.Current.CancellationToken);

    private ComparedBaseline Measure(string output, int seeds, string? pictures = null) => TrainerBaseline.Run(_ml, Options(output, seeds, pictures),
        (_, _) =>
            Features().Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 50)), TestContext.Current.CancellationToken);

    private BaselineOptions Options(string output, int seeds, string? pictures = null) =>
        new() { Images = pictures ?? packages.Pictures, Output = output, Name = "mlnet:sdca", Seeds = seeds, Validation = 0.25 };

    private IEstimator<ITransformer> Features() =>
        _ml.Transforms.FeaturizeImages(packages.Backbone, inputColumn: "Image", options: TinyBackbone.Options)
            .Append(_ml.Transforms.NormalizeMeanVariance("Features"));
}
