using TransferLab.Data;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

/// <summary>How the pictures are given reaches the run, its configuration and whatever goes on with it.</summary>
public sealed class DataFormsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_resumed_run_has_the_folders_and_the_groups_it_began_with()
    {
        var options = Several("run");
        var whole = FineTuner.Train(options, null, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => FineTuner.Train(options with { Output = _folder["stopped"] }, e => Stop(e, stop), stop.Token));

        var resumed = FineTuner.Resume(_folder["stopped"], null, TestContext.Current.CancellationToken);

        Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Package, "model.onnx")), File.ReadAllBytes(Path.Combine(resumed.Package, "model.onnx")));
        var config = RunConfig.FromJson(File.ReadAllText(new RunFiles(_folder["stopped"]).Config), "config.json");
        Assert.Equal([_folder["images"], _folder["more"]], config.Dataset.Roots!);
        var command = RunCommand.Of(config, "again");
        Assert.StartsWith($"transferlab train {_folder["images"]} {_folder["more"]} --backbone", command, StringComparison.Ordinal);
        Assert.Contains("'--group-by=(\\d)\\.png'", command, StringComparison.Ordinal);
        Assert.Contains("--task multi-label", command, StringComparison.Ordinal);
        Assert.Equal(_folder.Path, config.Dataset.Root);
        foreach (var image in PredictionsFile.Read(new RunFiles(_folder["run"]).Predictions, whole.Labels, true))
            Assert.True(File.Exists(Path.Combine(config.Dataset.Root, image.Image)), image.Image);
    }

    [Fact]
    public void A_comparison_goes_on_with_the_same_groups()
    {
        var options = new ComparisonOptions { Common = Several("comparison") with { Augmentation = AugmentationLevel.None }, Strategies = [FreezePolicy.Parse("linear-probe"), FreezePolicy.Parse("full")], Seeds = 1 };
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => FreezeComparison.Run(options, e => Stop(e, stop), stop.Token));

        var summary = FreezeComparison.Resume(_folder["comparison"], Shard.Whole, null, TestContext.Current.CancellationToken);

        Assert.Equal(2, summary!.Runs.Count);
        Assert.All(summary.Runs, r => Assert.Contains("--group-by=", r.Command, StringComparison.Ordinal));
        var other = options with { Common = options.Common with { DatasetOptions = options.Common.DatasetOptions with { GroupBy = "x" } } };
        Assert.Contains("group-by", Assert.Throws<RunException>(() => FreezeComparison.Run(other, null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_without_any_label_are_trained_and_validated_on()
    {
        var options = TinyRun.Options(_folder, perClass: 6, epochs: 3);
        var lines = Directory.GetFiles(options.Images, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select((f, i) => $"{{\"image\": \"{Path.GetRelativePath(options.Images, f)}\", \"labels\": [{(i % 3 == 0 ? "" : $"\"{Path.GetFileName(Path.GetDirectoryName(f))}\"")}]}}");
        File.WriteAllLines(Path.Combine(options.Images, "labels.jsonl"), lines);

        var result = FineTuner.Train(options, null, TestContext.Current.CancellationToken);

        Assert.Equal(LearningTask.MultiLabel, result.Task);
        Assert.True(double.IsFinite(result.Validation.Loss) && double.IsFinite(result.Validation.Accuracy) && double.IsFinite(result.Validation.MacroF1));
        Assert.Contains(PredictionsFile.Read(new RunFiles(result.Run).Predictions, result.Labels, true), p => p.Labels.Count == 0);
    }

    private FineTuneOptions Several(string output)
    {
        var options = TinyRun.Options(_folder, perClass: 10, epochs: 4) with { Output = _folder[output] };
        TinyImages.WriteFolders(_folder["more"], 5);
        return options with { DatasetOptions = new DatasetOptions { FurtherRoots = [_folder["more"]], GroupBy = "(\\d)\\.png", Task = LearningTask.MultiLabel } };
    }

    private static void Stop(TrainingEvent e, CancellationTokenSource stop)
    {
        if (e is EpochCompleted)
            stop.Cancel();
    }
}
