using TransferLab.Backbones;
using TransferLab.Onnx;
using TransferLab.Pretraining;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Pretraining;

public sealed class PretrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_learns_from_random_weights_and_becomes_a_backbone()
    {
        var rows = new List<EpochMetrics>();
        var result = Pretrainer.Train(Options("run", epochs: 12) with { ImagesPerCategory = 32, LearningRate = 5e-3 }, e =>
        {
            if (e is EpochCompleted c)
                rows.Add(c.Metrics);
        }, Token);
        Assert.Equal(12, rows.Count);
        Assert.True(rows[^1].TrainLoss < 0.9 * rows[0].TrainLoss, $"{rows[0].TrainLoss} to {rows[^1].TrainLoss}");
        Assert.True(result.Validation.Accuracy > 1.0 / 4, $"accuracy {result.Validation.Accuracy}");
        Assert.Equal(4 * 32 * 12, result.Images);

        var backbone = Backbone.Load(result.Backbone, new BackboneOptions { Normalization = "tf" });
        Assert.Equal(result.Sha256, backbone.Spec.Sha256);
        Assert.Equal(result.Parameters, backbone.Parameters.Sum(p => p.Count));
        Assert.Equal((32, 32, 512), (backbone.Spec.Height, backbone.Spec.Width, backbone.FeatureCount));
        var start = OnnxModel.Load(Path.Combine(result.Run, "start.onnx")).Graph.Initializers;
        Assert.All(backbone.Model.Graph.Initializers.Where(i => start.ContainsKey(i.Key)), i => Assert.False(i.Value.Bytes.Span.SequenceEqual(start[i.Key].Bytes.Span), $"{i.Key} did not move"));
        Assert.Contains(start.Keys, n => n.EndsWith(".variance", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void A_pretraining_stopped_at_a_step_and_resumed_ends_with_the_same_bits(int stopAfterSteps)
    {
        var whole = Pretrainer.Train(Options("whole", epochs: 2), null, Token);
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Pretrainer.Train(Options("stopped", epochs: 2), e =>
        {
            if (e is StepCompleted && ++steps == stopAfterSteps)
                stop.Cancel();
        }, stop.Token));
        Assert.False(File.Exists(_folder["stopped/backbone.onnx"]));
        var resumed = Pretrainer.Resume(_folder["stopped"], null, Token);
        Assert.Equal(whole.Sha256, resumed.Sha256);
        Assert.Equal(whole.Validation, resumed.Validation);
    }

    [Fact]
    public void A_pretraining_may_start_from_an_earlier_one_of_the_same_network()
    {
        var first = Pretrainer.Train(Options("first", epochs: 1), null, Token);
        var second = Pretrainer.Train(Options("second", epochs: 1) with { Start = first.Backbone, Seed = 9 }, null, Token);
        var (from, start) = (OnnxModel.Load(first.Backbone).Graph.Initializers, OnnxModel.Load(Path.Combine(second.Run, "start.onnx")).Graph.Initializers);
        Assert.All(start, i => Assert.Equal(from[i.Key].Bytes.ToArray(), i.Value.Bytes.ToArray()));
        Assert.NotEqual(first.Sha256, second.Sha256);

        // A run that was killed at once has its start again.
        Directory.CreateDirectory(_folder["early"]);
        File.Copy(_folder["second/config.json"], _folder["early/config.json"]);
        Assert.Equal(second.Sha256, Pretrainer.Resume(_folder["early"], null, Token).Sha256);

        File.WriteAllBytes(_folder["other.onnx"], new ResidualNetwork { Size = 32, Last = 64 }.Create(1).ToBytes());
        Assert.Contains("'last.weight'", Assert.Throws<BackboneException>(() => Pretrainer.Train(Options("third", epochs: 1) with { Start = _folder["other.onnx"] }, null, Token)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["third"]));
    }

    [Fact]
    public void A_run_killed_before_its_first_weights_were_written_gets_them_again()
    {
        var whole = Pretrainer.Train(Options("whole", epochs: 1), null, Token);
        Directory.CreateDirectory(_folder["early"]);
        File.Copy(_folder["whole/config.json"], _folder["early/config.json"]);
        Assert.Equal(whole.Sha256, Pretrainer.Resume(_folder["early"], null, Token).Sha256);
    }

    [Fact]
    public void Pretraining_and_fine_tuning_refuse_to_resume_each_other()
    {
        var pretraining = Pretrainer.Train(Options("run1", epochs: 1), null, Token);
        Assert.Contains("pretrain --resume", Assert.Throws<RunException>(() => FineTuner.Resume(pretraining.Run, null, Token)).Message, StringComparison.Ordinal);
        var tuning = FineTuner.Train(TinyRun.Options(_folder, epochs: 1), null, Token);
        Assert.Contains("train --resume", Assert.Throws<RunException>(() => Pretrainer.Resume(tuning.Run, null, Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_options_are_refused_before_anything_is_written()
    {
        (PretrainOptions Options, string Named)[] cases =
        [
            (Options("no") with { Categories = 1 }, "--categories 1"),
            (Options("no") with { Network = new ResidualNetwork { Size = 100 } }, "--size 100"),
            (Options("no") with { BatchSize = 1 }, "--batch-size 1"),
            (Options("no") with { Epochs = 0 }, "--epochs 0"),
            (Options("no") with { LearningRate = 0 }, "--learning-rate 0"),
            (Options("no") with { LabelSmoothing = 1 }, "--label-smoothing 1"),
            (Options("no") with { ImagesPerCategory = 0 }, "--images-per-category 0"),
            (Options("no") with { Categories = 65_536, ImagesPerCategory = 100_000 }, "too many"),
        ];
        Assert.All(cases, c => Assert.Contains(c.Named, Assert.Throws<ArgumentException>(() => Pretrainer.Train(c.Options, null, Token)).Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder["no"]));
    }

    private PretrainOptions Options(string name, int epochs = 1) => new()
    {
        Output = _folder[name],
        Network = new ResidualNetwork { Size = 32 },
        Categories = 4,
        ImagesPerCategory = 16,
        ValidationPerCategory = 8,
        BatchSize = 16,
        Epochs = epochs,
        Threads = 1,
    };
}
