using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Runs;
using TransferLab.Studies.Hints;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Studies.Hints;

public sealed class DataHintsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Swapped_labels_are_found_in_features_that_tell_classes_apart()
    {
        var random = new Random(3);
        var (features, given, truth) = (new float[240][], new int[240], new int[240]);
        for (var i = 0; i < 240; i++)
        {
            truth[i] = given[i] = i % 3;
            features[i] = [.. Enumerable.Range(0, 12).Select(f => (float)((f % 3 == truth[i] ? 2 : 0) + random.NextDouble() + random.NextDouble()))];
            if (i % 20 == 7)
                given[i] = (truth[i] + 1) % 3;
        }
        var data = Set(given, 3);

        var doubts = ConfidentLearning.Find(data, OutOfFold.Run(features, data, 5, 1, 2, TestContext.Current.CancellationToken));

        // The threshold is the mean confidence, so that a few stay below it; what is said is right.
        Assert.InRange(doubts.Count, 10, 12);
        Assert.All(doubts, d => Assert.Equal((given[d.Sample], truth[d.Sample]), (d.Remove, d.Add)));
    }

    [Fact]
    public void A_run_lists_its_doubts_whatever_the_threads()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, perClass: 14), null, TestContext.Current.CancellationToken);

        var report = DataHints.Find(result.Run, threads: 1, cancellation: TestContext.Current.CancellationToken);
        var table = DataHints.Write(report);

        Assert.Equal(42, report.Images);
        Assert.InRange(report.Agreement, 0.2, 1);
        Assert.Equal(HintJson.Write(report), HintJson.Write(DataHints.Find(result.Run, threads: 4, cancellation: TestContext.Current.CancellationToken)));
        Assert.Equal(report.Hints.Count + 1, File.ReadAllLines(table).Length);
        Assert.NotEmpty(report.Hints);
        Assert.All(report.Hints, h => Assert.Equal(3, h.Neighbours.Count));
        File.Delete(_folder["images/down/0.png"]);
        Assert.Contains("have changed", Assert.Throws<RunException>(() => DataHints.Find(result.Run, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("Folds 1", Assert.Throws<SettingException>(() => DataHints.Find(result.Run, folds: 1, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run", Assert.Throws<RunException>(() => DataHints.Find(_folder.Path, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_surplus_labels_of_several_are_found()
    {
        var random = new Random(4);
        var features = Enumerable.Range(0, 200).Select(i => (float[])[.. Enumerable.Range(0, 8).Select(f => (float)(((i >> (f % 2)) & 1) + (0.4 * random.NextDouble())))]).ToArray();
        ImageSample[] samples = [.. Enumerable.Range(0, 200).Select(i => new ImageSample($"/{i}", $"{i}", [.. Enumerable.Range(0, 2).Where(c => ((i >> c) & 1) == 1 != (i == 17 && c == 0) != (i == 40 && c == 1))]))];
        var data = new ImageDataset("/", DatasetFormat.LabelsCsv, LearningTask.MultiLabel, new ClassMap("a", "b"), [.. samples], [], []);

        var doubts = ConfidentLearning.Find(data, OutOfFold.Run(features, data, 5, 1, 1, TestContext.Current.CancellationToken));

        Assert.Equal([(17, null, 0), (40, 1, null)], doubts.Select(d => (d.Sample, d.Remove, d.Add)).Order());
    }

    private static ImageDataset Set(int[] labels, int classes) => new("/", DatasetFormat.ClassFolders, LearningTask.SingleLabel, new ClassMap(Enumerable.Range(0, classes).Select(c => $"c{c}")),
        [.. labels.Select((l, i) => new ImageSample($"/{i}", $"{i}", [l]))], [], []);
}
