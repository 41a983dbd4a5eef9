using TransferLab.Backbones;
using TransferLab.Pictures;
using TransferLab.Testing;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

/// <summary>Real pretrained backbones on real photographs: what users will do first.</summary>
public sealed class FlowersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    // PyTorch's linear probe on these weights gives 0.81 to 0.90 by split.
    [Fact]
    [Trait("Category", "Heavy")]
    public void A_linear_probe_on_MobileNet_reaches_a_mean_accuracy_of_80_percent_over_five_seeds()
    {
        Heavy.Require("trains five seeds");
        var accuracies = Enumerable.Range(1, 5).Select(seed => Train("linear-probe", (ulong)seed).Validation.Accuracy).ToArray();
        Assert.True(accuracies.Average() >= 0.80, string.Join(' ', accuracies));
    }

    [Theory]
    [InlineData("full")]
    [InlineData("lp-ft")]
    [Trait("Category", "Heavy")]
    public void Fine_tuning_MobileNet_is_at_most_three_points_below_the_linear_probe(string freeze)
    {
        Heavy.Require("fine-tunes a whole MobileNet on two seeds");
        ulong[] seeds = [1, 3];
        var (tuned, probe) = (seeds.Average(s => Train(freeze, s).Validation.Accuracy), seeds.Average(s => Train("linear-probe", s).Validation.Accuracy));
        Assert.True(tuned >= probe - 0.03, $"{freeze} {tuned}, linear probe {probe}");
    }

    [Fact]
    [Trait("Category", "Heavy")]
    public void Twenty_photographs_can_be_learnt_by_heart()
    {
        Heavy.Require("fine-tunes a whole MobileNet for 25 epochs");
        foreach (var label in Directory.GetDirectories(SharedData.Path("datasets/flowers_small")))
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder["few"], Path.GetFileName(label))).FullName;
            foreach (var photo in Directory.GetFiles(label).Order(StringComparer.Ordinal).Take(5))
                File.Copy(photo, Path.Combine(folder, Path.GetFileName(photo)));
        }
        var last = 0.0;
        FineTuner.Train(Options("full", 1) with { Images = _folder["few"], Augmentation = AugmentationLevel.None, Epochs = 25, Patience = 0 }, e => last = (e as EpochCompleted)?.Metrics.TrainAccuracy ?? last, Token);
        Assert.Equal(1.0, last);
    }

    [Fact]
    [Trait("Category", "Heavy")]
    public void SqueezeNet_in_float16_of_opset_7_trains_when_its_input_is_stated()
    {
        Heavy.Require("fine-tunes the last groups of SqueezeNet");
        var options = Options("partial:2", 1) with
        {
            Backbone = SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx"),
            BackboneOptions = new BackboneOptions { Normalization = "caffe-bgr", Mean = [104, 117, 124] },
            Epochs = 4,
        };
        var losses = new List<double>();
        var result = FineTuner.Train(options, e =>
        {
            if (e is EpochCompleted c)
                losses.Add(c.Metrics.TrainLoss);
        }, Token);
        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(' ', losses));
        Assert.True(result.Validation.Accuracy >= 0.5, $"accuracy {result.Validation.Accuracy}");
        Assert.Equal(result.Frozen.BackboneHash, result.Frozen.ModelHash);
    }

    private FineTuneResult Train(string freeze, ulong seed) => FineTuner.Train(Options(freeze, seed), null, Token);

    private FineTuneOptions Options(string freeze, ulong seed) => new()
    {
        Images = SharedData.Path("datasets/flowers_small"),
        Backbone = SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"),
        Output = _folder[$"{freeze.Replace(':', '-')}-{seed}-{Guid.NewGuid():N}"],
        Freeze = FreezePolicy.Parse(freeze),
        Seed = seed,
        FeatureCacheDirectory = _folder["features"],
    };
}
