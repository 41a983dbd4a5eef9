using System.Security.Cryptography;
using TransferLab.Classifiers.Packaging;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

public sealed class AugmentedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AugmentationLevel.Standard)]
    [InlineData(AugmentationLevel.Strong)]
    [InlineData(AugmentationLevel.AugMix)]
    public void A_preset_varies_the_images_of_a_run_and_is_written_down(AugmentationLevel level)
    {
        var options = TinyRun.Options(_folder, "partial:1", epochs: 1) with { Augmentation = level };
        var light = FineTuner.Train(options with { Output = _folder["light"], Augmentation = AugmentationLevel.Light }, null, Token);
        var varied = FineTuner.Train(options, null, Token);
        Assert.NotEqual(Hash(light), Hash(varied));
        Assert.Equal(level.ToString(), Config(options.Output).Settings["augment"]);
        Assert.Contains($"--augment {level.ToString().ToLowerInvariant()}", RunCommand.Of(Config(options.Output), "again"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_run_with_a_policy_file_and_mixing_resumes_bit_for_bit_without_the_file(int views)
    {
        var file = _folder["policy.json"];
        File.WriteAllText(file, """{"transforms": [{"op": "rotation", "degrees": [-30, 30]}, {"op": "rand-augment"}, {"op": "gaussian-noise"}]}""");
        var options = TinyRun.Options(_folder, "partial:1", epochs: 3) with
        {
            Augmentation = AugmentationLevel.File,
            AugmentationPolicy = AugmentationPolicy.Load(file),
            Views = views,
            MixUp = views == 0 ? 0.4 : 0,
            CutMix = views == 0 ? 1 : 0,
        };
        var whole = FineTuner.Train(options with { Output = _folder["whole"] }, null, Token);
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(options, e =>
        {
            if (e is StepCompleted && ++steps == 4)
                stop.Cancel();
        }, stop.Token));
        File.Delete(file);
        Assert.Equal(Hash(whole), Hash(FineTuner.Resume(options.Output, null, Token)));
        Assert.Contains($"--augment {file}", RunCommand.Of(Config(options.Output), "again"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("full", AugmentationLevel.None, true)]
    [InlineData("full", AugmentationLevel.Auto, true)]
    [InlineData("partial:1", AugmentationLevel.Auto, true)]
    [InlineData("lp-ft", AugmentationLevel.Auto, true)]
    [InlineData("linear-probe", AugmentationLevel.Light, true)]
    [InlineData("linear-probe", AugmentationLevel.Auto, false)]
    [InlineData("partial:1", AugmentationLevel.None, false)]
    public void Mixing_needs_a_phase_that_is_fed_pixels(string freeze, AugmentationLevel level, bool works)
    {
        var options = TinyRun.Options(_folder, freeze, epochs: 1) with { Augmentation = level, MixUp = 0.5 };
        if (works)
        {
            var mixed = FineTuner.Train(options, null, Token);
            Assert.NotEqual(Hash(FineTuner.Train(options with { Output = _folder["plain"], MixUp = 0 }, null, Token)), Hash(mixed));
            Assert.Contains("--mixup 0.5", RunCommand.Of(Config(options.Output), "again"), StringComparison.Ordinal);
            return;
        }
        var e = Assert.Throws<FreezeException>(() => FineTuner.Train(options, null, Token));
        Assert.Contains("Augmentation light", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(options.Output));
    }

    [Fact]
    public void Mixed_labels_train_heads_of_one_label_and_of_several()
    {
        var options = TinyRun.Options(_folder, "full", perClass: 16, epochs: 30) with { LearningRate = 1e-2, MixUp = 0.2, Augmentation = AugmentationLevel.None };
        Assert.True(FineTuner.Train(options, null, Token).Validation.Accuracy > 0.6);
        var several = options with { Images = TinyImages.WriteMultiLabel(_folder["multi"], 48), Output = _folder["several"], MixUp = 0, CutMix = 1 };
        Assert.True(FineTuner.Train(several, null, Token).Validation.Accuracy > 0.5);
    }

    [Fact]
    public void Numbers_out_of_range_and_missing_or_broken_files_are_refused()
    {
        var options = TinyRun.Options(_folder);
        Assert.Contains("MixUp", Assert.Throws<SettingException>((options with { MixUp = -1 }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("CutMix", Assert.Throws<SettingException>((options with { CutMix = double.NaN }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("Views", Assert.Throws<SettingException>((options with { CutMix = 1, Views = 2 }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("Augmentation", Assert.Throws<SettingException>((options with { Augmentation = AugmentationLevel.File }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("is not there", Assert.Throws<AugmentationException>(() => AugmentationPolicy.Load(_folder["nowhere.json"])).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["bad.json"], """{"transforms": [{"op": "hue", "angle": 3}]}""");
        Assert.Contains("bad.json: transforms[0] (hue): 'angle'", Assert.Throws<AugmentationException>(() => AugmentationPolicy.Load(_folder["bad.json"])).Message, StringComparison.Ordinal);
    }

    private static RunConfig Config(string run) => RunConfig.FromJson(File.ReadAllText(Path.Combine(run, "config.json")), run);

    private static string Hash(FineTuneResult result) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(result.Package, ClassifierPackage.ModelFile))));
}
