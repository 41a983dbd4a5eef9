using System.Text.Json;
using TransferLab.Classifiers.Packaging;
using TransferLab.Errors;
using TransferLab.Objectives;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

/// <summary>Losses, weights, sampling, temperature and thresholds, through whole runs.</summary>
public sealed class ImbalanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear-probe"), InlineData("full")]
    public void A_balanced_run_that_is_interrupted_ends_with_the_same_weights(string freeze)
    {
        var options = Uneven(freeze);
        var whole = FineTuner.Train(options, cancellation: Token);
        var again = options with { Output = _folder["again"] };
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(again, e =>
        {
            if (e is StepCompleted && ++steps == 4)
                stop.Cancel();
        }, stop.Token));
        var resumed = FineTuner.Resume(again.Output, cancellation: Token);

        Assert.Equal(ClassifierPackage.Open(whole.Package).Config.ModelSha256, ClassifierPackage.Open(resumed.Package).Config.ModelSha256);
        Assert.Equal(whole.Tuning, resumed.Tuning! with { Thresholds = whole.Tuning!.Thresholds });
    }

    [Fact]
    public void The_result_says_what_each_label_counted()
    {
        var result = FineTuner.Train(Uneven("linear-probe"), cancellation: Token);

        Assert.Equal([10, 10, 3], result.Balance.Select(b => b.TrainImages));
        Assert.True(result.Balance[2].Weight > 3 * result.Balance[0].Weight);
        Assert.All(result.Balance, b => Assert.Equal(23 / 3.0, b.PerEpoch, 1e-9));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(result.Run, "result.json")));
        Assert.Equal(3, json.RootElement.GetProperty("balance").GetArrayLength());
    }

    [Fact]
    public void Weights_sampling_and_loss_change_what_is_learnt()
    {
        var plain = TinyRun.Options(_folder, perClass: 8, epochs: 3);
        FineTuneOptions[] all =
        [
            plain, plain with { Loss = LossSpec.Parse("focal") }, plain with { Sampling = SamplingMode.Balanced },
            plain with { Loss = LossSpec.Parse("focal:gamma=0") },
        ];
        string[] models = [.. all.Select((o, i) => ClassifierPackage.Open(FineTuner.Train(o with { Output = _folder[$"run{i}"], Calibrate = false }, cancellation: Token).Package).Config.ModelSha256)];

        Assert.Equal(3, models.Take(3).Distinct().Count());
        // Without focus it is the plain loss, to the bit.
        Assert.Equal(models[0], models[3]);
    }

    [Theory]
    [InlineData("bce"), InlineData("focal:gamma=2,alpha=0.5"), InlineData("asymmetric")]
    public void Multi_label_packages_have_a_temperature_and_thresholds_that_all_consumers_follow(string loss)
    {
        var options = TinyRun.Options(_folder) with
        {
            Images = TinyImages.WriteMultiLabel(_folder["cards"], 96),
            Loss = LossSpec.Parse(loss),
            PositiveWeights = PositiveWeighting.Balanced,
            Validation = 0.4,
            Epochs = 20,
        };
        var result = FineTuner.Train(options, cancellation: Token);
        using var classifier = ImageClassifier.Load(result.Package);
        var config = classifier.Package.Config;

        Assert.Equal(result.Tuning!.Temperature, config.Temperature);
        Assert.Equal(result.Tuning.Thresholds!, config.Thresholds!);
        Assert.True(result.Tuning.LossAfter <= result.Tuning.LossBefore + 1e-9);
        Assert.True(result.Tuning.MacroF1After >= result.Tuning.MacroF1Before - 1e-9);
        var evaluation = PackageEvaluator.Evaluate(result.Package, options.Images, cancellation: Token);
        Assert.Equal(96, evaluation.Images.Count);
        for (var i = 0; i < 96; i++)
        {
            var score = classifier.Score(File.ReadAllBytes(Path.Combine(options.Images, evaluation.Images[i].Image)));
            Assert.Equal(classifier.Decide(score).Order(), evaluation.Images[i].Given.Select(l => classifier.Labels[l]).Order());
            for (var c = 0; c < classifier.Labels.Count; c++)
                Assert.Equal(1 / (1 + Math.Exp(-score.Logits[c] / config.Temperature)), score.Probabilities[c], 1e-5);
        }
    }

    [Fact]
    public void Without_calibration_and_tuning_the_package_is_as_trained()
    {
        var options = TinyRun.Options(_folder) with { Images = TinyImages.WriteMultiLabel(_folder["cards"], 48), Calibrate = false, TuneThresholds = false };
        var config = ClassifierPackage.Open(FineTuner.Train(options, cancellation: Token).Package).Config;

        Assert.Equal(1, config.Temperature);
        Assert.All(config.Thresholds!, t => Assert.Equal(0.5, t));
    }

    [Fact]
    public void Settings_of_the_other_task_are_refused_before_the_folder_is_made()
    {
        var plain = TinyRun.Options(_folder, perClass: 3);
        var multi = plain with { Images = TinyImages.WriteMultiLabel(_folder["cards"], 16) };
        foreach (var (options, named) in ((FineTuneOptions, string)[])
        [
            (plain with { Loss = LossSpec.Parse("bce") }, "Loss"), (plain with { PositiveWeights = PositiveWeighting.Balanced }, "PositiveWeights"),
            (multi with { ClassWeights = ClassWeighting.Balanced }, "ClassWeights"), (multi with { Loss = LossSpec.Parse("cross-entropy") }, "Loss"),
        ])
        {
            Assert.Contains(named, Assert.Throws<SettingException>(() => FineTuner.Train(options, cancellation: Token)).Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(options.Output));
        }
    }

    // Two labels of twelve pictures and one of four.
    private FineTuneOptions Uneven(string freeze)
    {
        var options = TinyRun.Options(_folder, perClass: 12, epochs: 4) with
        {
            Freeze = FreezePolicy.Parse(freeze),
            ClassWeights = ClassWeighting.Balanced,
            Sampling = SamplingMode.Balanced,
            Loss = LossSpec.Parse("focal:gamma=1"),
        };
        for (var i = 4; i < 12; i++)
            File.Delete(Path.Combine(options.Images, "slant", $"{i}.png"));
        return options;
    }
}
