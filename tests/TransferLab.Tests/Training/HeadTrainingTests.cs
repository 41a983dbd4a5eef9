using TransferLab.Classifiers.Packaging;
using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

public sealed class HeadTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear-probe", AugmentationLevel.None, "12,gelu,dropout=0.3")]
    [InlineData("linear-probe", AugmentationLevel.Light, "dropout=0.3,12,leaky-relu")]
    [InlineData("partial:1", AugmentationLevel.Light, "12,elu,dropout=0.3")]
    public void The_package_of_a_head_with_hidden_layers_scores_as_validation_did_and_drops_nothing(string freeze, AugmentationLevel augment, string head)
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, freeze, epochs: 3) with { Head = HeadSpec.Parse(head), Augmentation = augment }, null, Token);
        // 24 features, 12 hidden units, 3 labels.
        Assert.Equal(25 * 12 + 13 * 3, result.TrainableParameters - (freeze == "linear-probe" ? 0 : 24 * 8 * 9 + 2 * 24));
        var model = OnnxModel.Load(Path.Combine(result.Package, ClassifierPackage.ModelFile));
        Assert.Equal([Preprocessing.InputName], model.Graph.Feeds.Select(f => f.Name));
        var dataset = ImageDataset.FromFolder(_folder["images"]);
        var validation = dataset.Split(0.2, 1).Validation;
        using var classifier = ImageClassifier.Load(result.Package);
        double loss = 0;
        foreach (var i in validation)
            loss -= Math.Log(classifier.Score(File.ReadAllBytes(dataset.Samples[i].Path)).Probabilities[dataset.Samples[i].Label]) / validation.Length;
        Assert.Equal(result.Validation.Loss, loss, 4);
    }

    [Theory]
    [InlineData("linear-probe", AugmentationLevel.None, 2)]
    [InlineData("linear-probe", AugmentationLevel.Light, 5)]
    [InlineData("full", AugmentationLevel.Light, 4)]
    public void Dropout_goes_on_in_a_resumed_run_as_if_nothing_had_happened(string freeze, AugmentationLevel augment, int stopAfterSteps)
    {
        var options = TinyRun.Options(_folder, freeze, epochs: 3) with
        {
            Head = HeadSpec.Parse("dropout=0.2,12,relu,dropout=0.4"),
            Augmentation = augment,
            LayerDecay = 0.8,
            BackboneRateMultiplier = 0.5,
        };
        var whole = FineTuner.Train(options with { Output = _folder["whole"] }, null, Token);
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(options, e =>
        {
            if (e is StepCompleted && ++steps == stopAfterSteps)
                stop.Cancel();
        }, stop.Token));
        var resumed = FineTuner.Resume(options.Output, null, Token);
        Assert.Equal(Model(whole), Model(resumed));
        Assert.Equal(whole.Validation, resumed.Validation);
        var other = FineTuner.Train(options with { Output = _folder["other"], Head = HeadSpec.Parse("dropout=0.2,12,relu,dropout=0.5") }, null, Token);
        Assert.NotEqual(Model(whole), Model(other));
    }

    [Theory]
    [InlineData("linear-probe", AugmentationLevel.None)]
    [InlineData("partial:1", AugmentationLevel.None)]
    public void Every_epoch_drops_other_values(string freeze, AugmentationLevel augment)
    {
        // Weights that hardly move leave masks as the only thing that can change the training loss.
        var options = TinyRun.Options(_folder, freeze, epochs: 2) with { Augmentation = augment, LearningRate = 1e-12, Optimizer = new() { Name = "sgd" }, BatchNorm = BatchNormMode.Frozen };
        Assert.InRange(Change(options with { Output = _folder["plain"] }), 0, 1e-5);
        Assert.InRange(Change(options with { Head = HeadSpec.Parse("dropout=0.5") }), 1e-3, 10);

        static double Change(FineTuneOptions options)
        {
            var losses = new MetricsLog(Path.Combine(FineTuner.Train(options, null, Token).Run, "metrics.csv")).Read().Select(r => r.TrainLoss).ToList();
            return Math.Abs(losses[1] - losses[0]);
        }
    }

    [Fact]
    public void Lower_rates_move_the_layers_they_are_for_less_and_only_those()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 1) with { Augmentation = AugmentationLevel.None, Optimizer = new() { Name = "sgd" }, LearningRate = 1e-3, Schedule = "constant" };
        var plain = Moves(options);
        var decayed = Moves(options with { Output = _folder["decayed"], LayerDecay = 0.25 });
        var multiplied = Moves(options with { Output = _folder["multiplied"], BackboneRateMultiplier = 0.25 });
        // block2 is the last group, the stem the first; to first order plain gradient descent moves by the rate.
        Assert.InRange(decayed["block2.conv.weight"] / plain["block2.conv.weight"], 0.2, 0.3);
        Assert.InRange(multiplied["block2.conv.weight"] / plain["block2.conv.weight"], 0.2, 0.3);
        Assert.InRange(multiplied["stem.weight"] / plain["stem.weight"], 0.2, 0.3);
        Assert.True(decayed["stem.weight"] < 0.1 * plain["stem.weight"], $"{decayed["stem.weight"]} and {plain["stem.weight"]}");
    }

    [Fact]
    public void An_older_run_without_these_settings_resumes_with_a_linear_head()
    {
        var options = TinyRun.Options(_folder) with { Head = HeadSpec.Parse("9,relu"), LayerDecay = 0.5, BackboneRateMultiplier = 2 };
        FineTuner.Train(options, null, Token);
        RunConfig config;
        using (var run = RunDirectory.Open(options.Output))
            config = run.Config;
        var read = RunConfigMapping.ToOptions(config, options.Output);
        Assert.Equal((options.Head, 0.5, 2.0), (read.Head, read.LayerDecay, read.BackboneRateMultiplier));
        foreach (var name in (string[])["head", "layer-decay", "backbone-lr-multiplier"])
            Assert.True(config.Settings.Remove(name));
        read = RunConfigMapping.ToOptions(config, options.Output);
        Assert.Equal((HeadSpec.Linear, 1.0, 1.0), (read.Head, read.LayerDecay, read.BackboneRateMultiplier));
    }

    [Theory]
    [InlineData(0.0, 1.0, "LayerDecay")]
    [InlineData(1.1, 1.0, "LayerDecay")]
    [InlineData(double.NaN, 1.0, "LayerDecay")]
    [InlineData(1.0, 0.0, "BackboneRateMultiplier")]
    [InlineData(1.0, double.PositiveInfinity, "BackboneRateMultiplier")]
    public void Factors_out_of_range_are_refused(double decay, double multiplier, string says)
    {
        var options = TinyRun.Options(_folder) with { LayerDecay = decay, BackboneRateMultiplier = multiplier };
        Assert.Contains(says, Assert.Throws<SettingException>(options.Validate).Message, StringComparison.Ordinal);
    }

    // How far each tensor of the backbone moved, as a Euclidean distance.
    private static Dictionary<string, double> Moves(FineTuneOptions options)
    {
        var result = FineTuner.Train(options, null, Token);
        var before = OnnxModel.Load(options.Backbone).Graph.Initializers;
        var after = OnnxModel.Load(Path.Combine(result.Package, ClassifierPackage.ModelFile)).Graph.Initializers;
        return before.Where(p => p.Key.EndsWith(".weight", StringComparison.Ordinal))
            .ToDictionary(p => p.Key, p => Math.Sqrt(p.Value.ToFloats().Zip(after[p.Key].ToFloats(), (a, b) => ((double)a - b) * ((double)a - b)).Sum()));
    }

    private static byte[] Model(FineTuneResult result) => File.ReadAllBytes(Path.Combine(result.Package, ClassifierPackage.ModelFile));
}
