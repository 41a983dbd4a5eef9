using TransferLab.Classifiers.Evaluation;
using TransferLab.Classifiers.Packaging;
using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Onnx;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

public sealed class FineTunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear-probe")]
    [InlineData("partial:1")]
    [InlineData("until:block1")]
    [InlineData("full")]
    [InlineData("lp-ft")]
    [InlineData("gradual:1")]
    [InlineData("bias-norm")]
    [InlineData("tensors:block2.conv.weight,stem.bn.*")]
    public void Every_strategy_trains_and_leaves_frozen_tensors_bit_identical(string freeze)
    {
        var options = TinyRun.Options(_folder, freeze);
        var result = FineTuner.Train(options, null, Token);
        Assert.True(result.Validation.Accuracy >= 1.0 / 3, $"accuracy {result.Validation.Accuracy}");
        Assert.Equal(result.Frozen.BackboneHash, result.Frozen.ModelHash);
        var before = OnnxModel.Load(options.Backbone).Graph.Initializers;
        var after = OnnxModel.Load(Path.Combine(result.Package, ClassifierPackage.ModelFile)).Graph.Initializers;
        var (moved, kept) = (0, 0);
        foreach (var (name, tensor) in before)
            if (name.Contains('.', StringComparison.Ordinal))
                _ = tensor.Bytes.Span.SequenceEqual(after[name].Bytes.Span) ? kept++ : moved++;
        // 5 layers of weight and 4 batch-norm tensors; statistics never move.
        var trained = freeze switch { "linear-probe" => 0, "partial:1" or "until:block1" or "tensors:block2.conv.weight,stem.bn.*" => 3, "bias-norm" => 10, _ => 15 };
        Assert.Equal((trained, 25 - trained), (moved, kept));
    }

    [Fact]
    public void Batch_norm_stays_as_it_is_in_frozen_mode()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 1) with { BatchNorm = BatchNormMode.Frozen };
        var result = FineTuner.Train(options, null, Token);
        var before = OnnxModel.Load(options.Backbone).Graph.Initializers;
        var after = OnnxModel.Load(Path.Combine(result.Package, ClassifierPackage.ModelFile)).Graph.Initializers;
        foreach (var (name, tensor) in before.Where(p => p.Key.Contains(".bn.", StringComparison.Ordinal)))
            Assert.True(tensor.Bytes.Span.SequenceEqual(after[name].Bytes.Span), name);
    }

    [Theory]
    [InlineData("partial:1", 2)]
    [InlineData("full", 10)]
    public void Batch_norm_statistics_move_in_train_mode_where_training_happens_and_nowhere_else(string freeze, int moving)
    {
        var options = TinyRun.Options(_folder, freeze, epochs: 2) with { BatchNorm = BatchNormMode.Train };
        var result = FineTuner.Train(options, null, Token);
        Assert.Equal(result.Frozen.BackboneHash, result.Frozen.ModelHash);
        var before = OnnxModel.Load(options.Backbone).Graph.Initializers;
        var after = OnnxModel.Load(Path.Combine(result.Package, ClassifierPackage.ModelFile)).Graph.Initializers;
        var statistics = before.Keys.Where(n => n.EndsWith(".bn.mean", StringComparison.Ordinal) || n.EndsWith(".bn.var", StringComparison.Ordinal)).ToList();
        Assert.Equal(10, statistics.Count);
        Assert.Equal(moving, statistics.Count(n => !before[n].Bytes.Span.SequenceEqual(after[n].Bytes.Span)));
    }

    [Fact]
    public void A_few_images_can_be_learnt_by_heart()
    {
        var events = new List<EpochCompleted>();
        var options = TinyRun.Options(_folder, "full", perClass: 8, epochs: 60) with { LearningRate = 1e-2, Augmentation = AugmentationLevel.None, Patience = 0 };
        FineTuner.Train(options, e =>
        {
            if (e is EpochCompleted c)
                events.Add(c);
        }, Token);
        Assert.Equal(1.0, events[^1].Metrics.TrainAccuracy);
        Assert.True(events[^1].Metrics.TrainLoss < 0.1 * events[0].Metrics.TrainLoss);
    }

    [Theory]
    [InlineData(BatchNormMode.Affine)]
    [InlineData(BatchNormMode.Train)]
    public void The_package_gives_the_probabilities_of_the_trainer(BatchNormMode batchNorm)
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, "partial:1") with { BatchNorm = batchNorm }, null, Token);
        var dataset = ImageDataset.FromFolder(_folder["images"]);
        var validation = dataset.Split(0.2, 1).Validation;
        using var classifier = ImageClassifier.Load(result.Package);
        double loss = 0;
        var right = 0;
        foreach (var i in validation)
        {
            var score = classifier.Score(File.ReadAllBytes(dataset.Samples[i].Path));
            loss -= Math.Log(score.Probabilities[dataset.Samples[i].Label]) / validation.Length;
            right += classifier.Rank(score, 1)[0].Label == dataset.Classes[dataset.Samples[i].Label] ? 1 : 0;
        }
        Assert.Equal(result.Validation.Loss, loss, 4);
        Assert.Equal(result.Validation.Accuracy, (double)right / validation.Length, 12);
    }

    [Theory]
    [InlineData("linear-probe")]
    [InlineData("lp-ft")]
    public void The_same_seed_gives_the_same_weights_bit_for_bit(string freeze)
    {
        var first = Train("a");
        var second = Train("b");
        Assert.Equal(ModelHash(first), ModelHash(second));

        FineTuneResult Train(string name) => FineTuner.Train(TinyRun.Options(_folder, freeze, epochs: 3) with { Output = _folder[name] }, null, Token);
    }

    [Theory]
    [InlineData("linear-probe", 0, 1)]
    [InlineData("linear-probe", 0, 7)]
    [InlineData("full", 0, 4)]
    [InlineData("lp-ft", 0, 3)]
    [InlineData("lp-ft", 1, 1)]
    [InlineData("lp-ft", 1, 5)]
    [InlineData("lp-ft", 1, 5, BatchNormMode.Train)]
    [InlineData("gradual:1", 0, 2)]
    [InlineData("gradual:1", 1, 3)]
    [InlineData("gradual:1", 2, 1, BatchNormMode.Train)]
    [InlineData("bias-norm", 0, 4)]
    public void A_run_stopped_at_any_step_and_resumed_ends_with_the_same_weights(string freeze, int phase, int stopAfterSteps, BatchNormMode batchNorm = BatchNormMode.Affine)
    {
        var options = TinyRun.Options(_folder, freeze, epochs: 4) with { BatchNorm = batchNorm };
        var whole = FineTuner.Train(options with { Output = _folder["whole"] }, null, Token);
        using var stop = new CancellationTokenSource();
        var (steps, current) = (0, 0);
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(options, e =>
        {
            current = e is PhaseStarted p ? p.Index : current;
            if (e is StepCompleted && current == phase && ++steps == stopAfterSteps)
                stop.Cancel();
        }, stop.Token));
        var resumed = FineTuner.Resume(options.Output, null, Token);
        Assert.Equal(ModelHash(whole), ModelHash(resumed));
        Assert.Equal(whole.Validation, resumed.Validation);
        Assert.Equal(whole.Epochs, resumed.Epochs);
        Assert.Equal(Rows(whole), Rows(resumed));
    }

    [Fact]
    public void Resuming_a_finished_run_changes_nothing()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder), null, Token);
        var again = FineTuner.Resume(result.Run, null, Token);
        Assert.Equal(ModelHash(result), ModelHash(again));
        Assert.Equal(result.Validation, again.Validation);
    }

    [Fact]
    public void Resuming_with_other_images_is_refused()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder), null, Token);
        File.Delete(Path.Combine(_folder["images"], "across", "3.png"));
        var e = Assert.Throws<RunException>(() => FineTuner.Resume(result.Run, null, Token));
        Assert.Contains("changed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multi_label_folders_train_a_sigmoid_head()
    {
        var images = TinyImages.WriteMultiLabel(_folder["multi"], 48);
        var options = TinyRun.Options(_folder, "full", epochs: 30) with { Images = images, LearningRate = 1e-2 };
        var result = FineTuner.Train(options, null, Token);
        Assert.Equal(LearningTask.MultiLabel, result.Task);
        Assert.True(result.Validation.Accuracy > 0.6, $"mAP {result.Validation.Accuracy}");
        using var classifier = ImageClassifier.Load(result.Package);
        var score = classifier.Score(File.ReadAllBytes(Path.Combine(images, "7.png")));
        Assert.All(score.Probabilities.Zip(score.Logits), p => Assert.Equal(1 / (1 + Math.Exp(-p.Second)), p.First, 5));
    }

    [Fact]
    public void A_test_folder_is_scored_by_the_finished_package_and_never_trained_on()
    {
        TinyImages.WriteFolders(_folder["parts/train"], 10);
        TinyImages.WriteFolders(_folder["parts/test"], 6, seed: 2);
        var result = FineTuner.Train(TinyRun.Options(_folder, "full") with { Images = _folder["parts"] }, null, Token);
        Assert.Equal((24, 6, 18), (result.TrainImages, result.ValidationImages, result.TestImages));
        var expected = PackageEvaluator.Evaluate(result.Package, _folder["parts/test"], cancellation: Token).SingleLabel!;
        Assert.Equal(new ValidationScores(expected.Accuracy, expected.MacroF1, expected.Loss), result.Test);
        Assert.Null(FineTuner.Train(TinyRun.Options(_folder) with { Output = _folder["without"] }, null, Token).Test);
    }

    [Fact]
    public void Unreadable_images_are_skipped_and_listed_or_refused_when_strict()
    {
        var options = TinyRun.Options(_folder);
        File.WriteAllText(Path.Combine(options.Images, "down", "broken.jpg"), "<html>");
        var e = Assert.Throws<DatasetException>(() => FineTuner.Train(options with { Strict = true }, null, Token));
        Assert.Contains("broken.jpg", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(options.Output));
        var result = FineTuner.Train(options, null, Token);
        Assert.Contains("broken.jpg", Assert.Single(result.Skipped).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_a_gradient_is_named_with_the_cut_that_works()
    {
        var options = TinyRun.Options(_folder, "full") with { Backbone = WriteWithAcosh() };
        var e = Assert.Throws<TrainingException>(() => FineTuner.Train(options, null, Token));
        Assert.Contains("Acosh 'odd'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Freeze until:", e.Message, StringComparison.Ordinal);
        var cut = e.Message[(e.Message.IndexOf("until:", StringComparison.Ordinal) + 6)..].TrimEnd('.');
        FineTuner.Train(options with { Freeze = FreezePolicy.Parse("until:" + cut), Epochs = 1 }, null, Token);
    }

    [Fact]
    public void A_learning_rate_that_is_far_too_high_says_so()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 50) with { LearningRate = 900, Optimizer = new() { Name = "sgd" }, Patience = 0 };
        var e = Assert.Throws<TrainingException>(() => FineTuner.Train(options, null, Token));
        Assert.Contains("LearningRate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Early_stopping_keeps_the_best_weights_not_the_last()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 40) with { LearningRate = 0.3, Optimizer = new() { Name = "momentum" }, Patience = 3, ClipNorm = 1 };
        var rows = new List<EpochMetrics>();
        var result = FineTuner.Train(options, e =>
        {
            if (e is EpochCompleted c)
                rows.Add(c.Metrics);
        }, Token);
        var best = rows.OrderByDescending(r => r.ValidationAccuracy).ThenBy(r => r.ValidationLoss).First();
        Assert.Equal(best.ValidationLoss!.Value, result.Validation.Loss);
        Assert.True(rows.Count < 40, $"{rows.Count} epochs");
        Assert.Equal(best.Epoch + 3, rows.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Impossible_options_are_refused_before_anything_is_written(int epochs)
    {
        var options = TinyRun.Options(_folder) with { Epochs = epochs };
        Assert.Contains("Epochs", Assert.Throws<SettingException>(() => FineTuner.Train(options, null, Token)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(options.Output));
    }

    private string WriteWithAcosh()
    {
        // Acosh has no gradient rule; it sits between the two blocks, on values moved above 1 where it is defined.
        var model = TinyBackbone.Create();
        var conv = model.Graph.Nodes.Single(n => n.Outputs[0] == "block2.conv");
        var odd = new Node("Acosh", ["raised"], ["odd"]) { Name = "odd" };
        model.Graph.Initializers.Add("ten", Tensor.Scalar(10f));
        model.Graph.Nodes.InsertRange(model.Graph.Nodes.IndexOf(conv), [new Node("Add", [conv.Inputs[0], "ten"], ["raised"]), odd]);
        conv.Inputs[0] = "odd";
        var path = _folder["odd.onnx"];
        model.Save(path);
        return path;
    }

    private static string ModelHash(FineTuneResult result) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(result.Package, ClassifierPackage.ModelFile))));

    private static IEnumerable<(int, double, double, double?)> Rows(FineTuneResult result) =>
        new MetricsLog(Path.Combine(result.Run, "metrics.csv")).Read().Select(r => (r.Epoch, r.LearningRate, r.TrainLoss, r.ValidationLoss));
}
