using System.Globalization;
using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Runs;
using TransferLab.Studies.Comparison;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training.Events;

public sealed class TrainingEventTests
{
    public static TheoryData<TrainingEvent, string> Sentences => new()
    {
        { new RunStarted("runs/first", DateTimeOffset.UnixEpoch), "The run in runs/first begins" },
        { new DatasetLoaded(96, 24, ["daisies", "roses"], [], []), "96 training and 24 validation images, 2 labels: daisies, roses" },
        {
            new PhaseStarted("linear-probe", 0, 1, 10, 0, 1539, 11178051, "features", CachedFeatures: true),
            "linear-probe: 1,539 of 11,178,051 parameters train, 10 epochs; frozen up to 'features', run once per image"
        },
        {
            new PhaseStarted("full", 1, 2, 10, 3, 12, 12, "", CachedFeatures: false),
            "full (phase 2 of 2): 12 of 12 parameters train, 10 epochs, going on after 3; nothing is frozen"
        },
        { new PhaseStarted("full", 0, 1, 1, 0, 9, 12, "stem", CachedFeatures: false), "full: 9 of 12 parameters train, 1 epochs; frozen up to 'stem'" },
        { new FeaturesExtracted(50, 200, TimeSpan.FromSeconds(2)), "features 50/200, 25 images/s, 6 s left" },
        { new FeaturesExtracted(200, 200, TimeSpan.FromSeconds(8)), "features 200/200, 25 images/s" },
        { new StepCompleted(2, 10, 3, 20, 0.41249, 84.6), "Epoch 3 of 10, step 4 of 20: loss 0.412, 85 images/s" },
        { Epoch(0.4121, 0.83, null, 12.3), "Epoch 3 of 10: loss 0.412, validation accuracy 0.83, 12 s" },
        { Epoch(1234.5, 1, 0.71, 185), "Epoch 3 of 10: loss 1234.500, validation mAP 0.71, 3 min 05 s" },
        { Epoch(0.05, null, null, 0.0421), "Epoch 3 of 10: loss 0.050, 0.042 s" },
        { new RunMessage($"Stopped early."), "Stopped early." },
        { new RunMessage($"{new SettingName("ClipNorm", "1")} would help.", IsWarning: true), "warning: ClipNorm 1 would help." },
        { new CellStarted("full", 1, 2, 10, TimeSpan.FromSeconds(4805)), "run 3/10  full, seed 1  |  1 h 20 min left" },
        { new CellStarted("full", 1, 0, 10, null), "run 1/10  full, seed 1" },
        { new StrategyEnded("full", "lost"), "full has lost." },
    };

    [Theory]
    [MemberData(nameof(Sentences), DisableDiscoveryEnumeration = true)]
    public void An_event_prints_as_a_line_for_people(TrainingEvent happened, string line)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // A machine whose numbers have commas prints the same.
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal(line, $"{happened}");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_end_of_a_run_says_how_good_it_is_and_where_it_lies()
    {
        var result = new FineTuneResult
        {
            Run = "runs/first",
            Package = "runs/first/classifier",
            Task = LearningTask.SingleLabel,
            Labels = ["a"],
            TrainImages = 3,
            ValidationImages = 1,
            Skipped = [],
            TrainableParameters = 1,
            TotalParameters = 2,
            Epochs = 10,
            BestEpoch = 8,
            Validation = new(0.8333, 0.8, 0.5),
            Seconds = 60,
            TrainImagesPerSecond = 9,
            Frozen = new FreezeProof { Tensors = 3, BackboneHash = "00ff", ModelHash = "00ff" },
        };
        Assert.Equal("Done after 10 epochs, best 8: validation accuracy 0.833; the classifier is in runs/first/classifier", new RunFinished(result).ToString());
    }

    [Fact]
    public void Many_labels_are_not_all_listed()
    {
        var line = new DatasetLoaded(1, 1, [.. Enumerable.Range(0, 1000).Select(i => $"label{i}")], [], []).ToString();
        Assert.StartsWith("1 training and 1 validation images, 1000 labels: label0, label1, ", line, StringComparison.Ordinal);
        Assert.EndsWith("…", line, StringComparison.Ordinal);
        Assert.True(line.Length < 160);
    }

    private static EpochCompleted Epoch(double loss, double? accuracy, double? map, double seconds) => new(
        new EpochMetrics { Epoch = 13, TrainLoss = loss, ValidationAccuracy = accuracy, ValidationMeanAveragePrecision = map, Seconds = seconds },
        3, 10, IsBest: false, TimeSpan.Zero);
}
