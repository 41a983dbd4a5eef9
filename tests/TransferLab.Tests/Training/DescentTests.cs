using TransferLab.Classifiers.Packaging;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Onnx;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Settings;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

/// <summary>How a step goes, in whole runs: batches, averages, rates, and that every one of them can be interrupted.</summary>
public sealed class DescentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, int, int> Interruptions => new()
    {
        { "ema", "full", 0, 1 },
        { "ema", "full", 0, 4 },
        { "ema", "lp-ft", 1, 2 },
        { "ema train", "full", 0, 4 },
        { "accumulate", "full", 0, 3 },
        { "accumulate", "linear-probe", 0, 4 },
        { "all", "full", 0, 2 },
        { "single", "linear-probe", 0, 30 },
        { "auto", "full", 0, 0 },
        { "auto", "full", 0, 4 },
        { "auto", "linear-probe", 0, 1 },
        { "auto", "lp-ft", 0, 2 },
        { "auto", "lp-ft", 1, 0 },
        { "auto", "lp-ft", 1, 5 },
        { "warm-up", "full", 0, 4 },
    };

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void A_run_stopped_at_any_step_and_resumed_ends_with_the_same_weights_and_tables(string how, string freeze, int phase, int stopAfterSteps)
    {
        var options = TinyRun.Options(_folder, freeze, epochs: 4);
        options = how switch
        {
            "ema" => options with { Ema = 0.9 },
            "ema train" => options with { Ema = 0.9, BatchNorm = BatchNormMode.Train },
            "accumulate" => options with { BatchSize = 4, Accumulate = 2 },
            "all" => options with { BatchSize = FineTuneOptions.AllImages },
            "single" => options with { BatchSize = 1 },
            "auto" => options with { FindLearningRate = true },
            _ => options with { WarmUp = 0.5, Schedule = "step" },
        };
        var whole = FineTuner.Train(options with { Output = _folder["whole"] }, null, Token);
        using var stop = new CancellationTokenSource();
        var (steps, current) = (0, 0);
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(options, e =>
        {
            current = e is PhaseStarted p ? p.Index : current;
            // After no step at all: in the midst of a range test.
            steps += e is StepCompleted && current == phase ? 1 : 0;
            if (current == phase && steps == stopAfterSteps && (e is StepCompleted || stopAfterSteps == 0))
                stop.Cancel();
        }, stop.Token));
        var tests = 0;
        var resumed = FineTuner.Resume(options.Output, e => tests += e is RunMessage m && m.Text.Contains("range test", StringComparison.Ordinal) ? 1 : 0, Token);
        Assert.Equal(ModelHash(whole), ModelHash(resumed));
        Assert.Equal(whole.Validation, resumed.Validation);
        Assert.Equal(Rows(whole), Rows(resumed));
        Assert.Equal(File.ReadAllText(Path.Combine(whole.Run, "gradients.csv")), File.ReadAllText(Path.Combine(resumed.Run, "gradients.csv")));
        // A rate that was picked is kept; one that was not yet is picked now.
        Assert.Equal(how == "auto" && (stopAfterSteps == 0 || (freeze == "lp-ft" && phase == 0)) ? 1 : 0, tests);
        if (how == "auto")
            Assert.Equal(File.ReadAllText(Path.Combine(whole.Run, "learning-rates.csv")), File.ReadAllText(Path.Combine(resumed.Run, "learning-rates.csv")));
    }

    [Fact]
    public void Gradient_norms_are_logged_by_layer_group_over_the_whole_run()
    {
        var options = TinyRun.Options(_folder, "lp-ft", epochs: 2) with { BatchSize = FineTuneOptions.AllImages, Patience = 0 };
        var result = FineTuner.Train(options, null, Token);
        var rows = new GradientLog(Path.Combine(result.Run, "gradients.csv")).Read();
        var metrics = new MetricsLog(Path.Combine(result.Run, "metrics.csv")).Read();
        Assert.Equal(metrics.Select(m => m.Epoch), rows.Select(r => r.Epoch).Distinct());
        Assert.All(rows, r => Assert.True(r.MeanNorm > 0 && r.MaxNorm >= r.MeanNorm, r.ToString()));
        // One step an epoch: the groups together are the global norm of metrics.csv.
        foreach (var epoch in metrics)
            Assert.Equal(epoch.GradientNorm!.Value, Math.Sqrt(rows.Where(r => r.Epoch == epoch.Epoch).Sum(r => r.MeanNorm * r.MeanNorm)), 1e-9);
        Assert.Equal(["head"], rows.Where(r => r.Epoch == 1).Select(r => r.Group));
        var last = rows.Where(r => r.Epoch == metrics.Count).Select(r => r.Group).ToList();
        Assert.Equal("stem", last[0]);
        Assert.Equal("head", last[^1]);
        Assert.True(last.Count >= 3, string.Join(' ', last));
    }

    [Fact]
    public void Accumulated_batches_are_one_batch_of_them_all()
    {
        // 90 images, 72 of them to train on: more than go through the graph at once.
        var options = TinyRun.Options(_folder, "full", perClass: 30, epochs: 3) with
        {
            Augmentation = AugmentationLevel.None,
            Optimizer = new() { Name = "sgd" },
            LearningRate = 0.01,
        };
        var together = Weights(options with { BatchSize = 72 });
        Close(together, Weights(options with { BatchSize = FineTuneOptions.AllImages }));
        Close(together, Weights(options with { BatchSize = 9, Accumulate = 8 }));
        Close(Weights(options with { BatchSize = 24 }), Weights(options with { BatchSize = 8, Accumulate = 3 }));

        static void Close(float[] expected, float[] actual) => Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-5));
    }

    [Fact]
    public void Steps_and_schedule_follow_what_makes_a_step()
    {
        var steps = new List<StepCompleted>();
        var options = TinyRun.Options(_folder, epochs: 3) with { BatchSize = 5, Accumulate = 2, Schedule = "exponential", LearningRate = 1e-3 };
        var result = FineTuner.Train(options, e => steps.AddRange(e is StepCompleted s ? [s] : []), Token);
        // 24 images make 5 batches, and those 3 steps.
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.Equal(3, s.Steps));
        var rows = new MetricsLog(Path.Combine(result.Run, "metrics.csv")).Read();
        Assert.Equal([3L, 6L, 9L], rows.Select(r => r.Step));
        Assert.Equal(1e-3 * Math.Pow(0.01, 8.0 / 9), rows[^1].LearningRate, 1e-12);
    }

    [Fact]
    public void Averaged_weights_are_validated_and_packaged_and_training_goes_on_with_the_raw_ones()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 1) with { Ema = 0.99 };
        var result = FineTuner.Train(options, null, Token);
        var checkpoint = new CheckpointStore(Path.Combine(result.Run, "checkpoints"), null).LoadLatest()!;
        Assert.Equal(checkpoint.Arrays["average"], checkpoint.Arrays["best_weights"]);
        Assert.NotEqual(checkpoint.Arrays["weights"], checkpoint.Arrays["best_weights"]);
        var raw = FineTuner.Train(options with { Ema = 0, Output = _folder["raw"] }, null, Token);
        var plain = new CheckpointStore(Path.Combine(raw.Run, "checkpoints"), null).LoadLatest()!;
        Assert.Equal(plain.Arrays["weights"], checkpoint.Arrays["weights"]);
        Assert.DoesNotContain("average", plain.Arrays.Keys);
        Assert.NotEqual(raw.Validation.Loss, result.Validation.Loss);
        var packaged = OnnxModel.Load(Path.Combine(result.Package, ClassifierPackage.ModelFile)).Graph.Initializers["head.bias"].Span<float>().ToArray();
        Assert.Equal(packaged, checkpoint.Arrays["average"][^packaged.Length..]);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("lp-ft")]
    public void A_range_test_picks_the_rate_of_the_last_phase_and_leaves_no_other_trace(string freeze)
    {
        var options = TinyRun.Options(_folder, freeze, epochs: 3) with { Schedule = "constant", FindLearningRate = true, BatchNorm = BatchNormMode.Train, Patience = 0 };
        var messages = new List<string>();
        var found = FineTuner.Train(options, e => messages.AddRange(e is RunMessage m ? [m.Text] : []), Token);
        using var run = RunDirectory.Open(found.Run);
        var rate = run.Config.PickedLearningRate!.Value;
        var curve = run.RangeTest.Read();
        Assert.InRange(curve.Count, 20, 100);
        Assert.InRange(rate, curve[0].Rate, curve[^1].Rate);
        Assert.Equal(1e-7, curve[0].Rate, 1e-15);
        Assert.Contains(messages, m => m.StartsWith("Learning-rate range test", StringComparison.Ordinal));
        var rows = run.Metrics.Read();
        Assert.All(rows.TakeLast(3), r => Assert.Equal(rate, r.LearningRate));
        // The same rate given by hand: the test itself has moved nothing.
        var given = FineTuner.Train(options with { FindLearningRate = false, LearningRate = rate, Output = _folder["given"] }, null, Token);
        Assert.Equal(ModelHash(given), ModelHash(found));
        using var other = RunDirectory.Open(given.Run);
        Assert.Null(other.Config.PickedLearningRate);
        Assert.False(File.Exists(other.Files.RangeTest));
    }

    [Fact]
    public void A_warm_up_goes_in_front_of_any_schedule()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, epochs: 10) with { Schedule = "constant", WarmUp = 0.5, LearningRate = 1e-3, Patience = 0 }, null, Token);
        var rates = new MetricsLog(Path.Combine(result.Run, "metrics.csv")).Read().Select(r => r.LearningRate).ToList();
        Assert.True(rates.Take(5).Zip(rates.Skip(1)).All(p => p.First < p.Second), string.Join(' ', rates));
        Assert.All(rates.Skip(5), r => Assert.Equal(1e-3, r));
    }

    [Fact]
    public void Settings_out_of_range_or_at_odds_are_refused_before_anything_is_written()
    {
        var options = TinyRun.Options(_folder);
        (FineTuneOptions Options, string Named)[] cases =
        [
            (options with { BatchSize = -1 }, "BatchSize -1"),
            (options with { Accumulate = 0 }, "Accumulate 0"),
            (options with { Accumulate = 2, BatchSize = FineTuneOptions.AllImages }, "BatchSize all"),
            (options with { Accumulate = 2, BatchNorm = BatchNormMode.Train }, "BatchNorm train"),
            (options with { BatchSize = FineTuneOptions.AllImages, BatchNorm = BatchNormMode.Train }, "BatchNorm train"),
            (options with { FindLearningRate = true, LearningRate = 1 }, "auto"),
            (options with { WarmUp = 1 }, "WarmUp 1"),
            (options with { WarmUp = double.NaN }, "WarmUp"),
            (options with { WarmUp = 0.1, Schedule = "warm-up-cosine" }, "Schedule warm-up-cosine"),
            (options with { Ema = 1 }, "Ema 1"),
            (options with { Ema = double.NaN }, "Ema"),
            (options with { OnBadGradients = (BadGradients)7 }, "OnBadGradients"),
        ];
        foreach (var (bad, named) in cases)
            Assert.Contains(named, Assert.Throws<SettingException>(() => FineTuner.Train(bad, null, Token)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(options.Output));
    }

    [Fact]
    public void A_config_of_an_older_version_without_these_settings_has_their_defaults()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, epochs: 2), null, Token);
        var path = Path.Combine(result.Run, "config.json");
        var config = RunConfig.FromJson(File.ReadAllText(path), path);
        foreach (var name in (string[])["learning-rate", "accumulate", "warm-up", "ema", "on-bad-gradients"])
            Assert.True(config.Settings.Remove(name));
        File.WriteAllText(path, config.ToJson());
        File.Delete(Path.Combine(result.Run, "gradients.csv"));
        Assert.Equal(ModelHash(result), ModelHash(FineTuner.Resume(result.Run, null, Token)));
    }

    [Theory]
    [InlineData("\"accumulate\": \"1\"", "\"accumulate\": \"0\"", "Accumulate 0")]
    [InlineData("\"ema\": \"0\"", "\"ema\": \"much\"", "much")]
    [InlineData("\"on-bad-gradients\": \"Stop\"", "\"on-bad-gradients\": \"Cry\"", "Cry")]
    [InlineData("\"learningRate\": 0,", "\"learningRate\": 0, \"pickedLearningRate\": -1,", "pickedLearningRate -1")]
    public void A_config_that_was_damaged_is_refused_with_what_is_wrong(string from, string to, string says)
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, epochs: 1), null, Token);
        var path = Path.Combine(result.Run, "config.json");
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(says, Assert.Throws<RunException>(() => FineTuner.Resume(result.Run, null, Token)).Message, StringComparison.Ordinal);
    }

    private float[] Weights(FineTuneOptions options)
    {
        var result = FineTuner.Train(options with { Output = _folder[Guid.NewGuid().ToString("N")] }, null, Token);
        return new CheckpointStore(Path.Combine(result.Run, "checkpoints"), null).LoadLatest()!.Arrays["weights"];
    }

    private static string ModelHash(FineTuneResult result) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(result.Package, ClassifierPackage.ModelFile))));

    private static IEnumerable<(int, double, double, double?)> Rows(FineTuneResult result) =>
        new MetricsLog(Path.Combine(result.Run, "metrics.csv")).Read().Select(r => (r.Epoch, r.LearningRate, r.TrainLoss, r.ValidationLoss));
}
