using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Studies.Comparison;

public sealed class FreezeComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AugmentationLevel.None, 0)]
    [InlineData(AugmentationLevel.Light, 0)]
    [InlineData(AugmentationLevel.Light, 3)]
    public void Every_run_equals_a_separate_train_to_the_last_bit(AugmentationLevel augmentation, int views)
    {
        var options = Options("linear-probe,until:block1,partial:2,lp-ft,full") with { Seeds = 2 };
        options = options with { Common = options.Common with { Augmentation = augmentation, Views = views } };
        var summary = FreezeComparison.Run(options, null, Token)!;
        Assert.Equal(10, summary.Runs.Count);
        foreach (var run in summary.Runs)
        {
            var alone = FineTuner.Train(options.Common with { Freeze = FreezePolicy.Parse(run.Strategy), Seed = run.Seed, Output = _folder["alone-" + run.Directory.Replace('/', '-')] }, null, Token);
            Assert.Equal((alone.Validation.Accuracy, alone.Validation.MacroF1, alone.Validation.Loss), (run.Score, run.MacroF1, run.Loss));
            Assert.Equal((alone.BestEpoch, alone.Epochs, alone.TrainableParameters), (run.BestEpoch, run.Epochs, run.TrainableParameters));
            Assert.Equal(Model(alone.Run), Model(Path.Combine(_folder["comparison"], run.Directory)));
        }
    }

    [Fact]
    public void Features_are_computed_once_for_all_cuts_and_runs()
    {
        var options = Options("linear-probe,until:block1") with { Seeds = 3 };
        options = options with { Common = options.Common with { Augmentation = AugmentationLevel.Light, Views = 2, FeatureCacheDirectory = _folder["cache"] } };
        var summary = FreezeComparison.Run(options, null, Token)!;
        // 30 images in two views, and as they are those that some seed validates with; a file per cut and look.
        Assert.Equal(4, Directory.GetFiles(_folder["cache"], "*.features").Length);
        Assert.All(summary.Runs, r => Assert.True(r.SharedSeconds > 0 && r.Seconds > r.SharedSeconds));
        Assert.Contains(summary.Notes, n => n.Contains("at 2 cuts", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stopped_comparison_goes_on_without_redoing_what_is_done()
    {
        var options = Options("linear-probe,full");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Assert.ThrowsAny<OperationCanceledException>(() => FreezeComparison.Run(options, e =>
        {
            if (e is CellCompleted { Done: 2 })
                stop.Cancel();
        }, stop.Token));
        Assert.False(File.Exists(Path.Combine(_folder["comparison"], "comparison.json")));
        var written = Stamps();
        Assert.Equal(2, written.Count);

        var events = new List<TrainingEvent>();
        var summary = FreezeComparison.Resume(_folder["comparison"], Shard.Whole, events.Add, Token)!;
        Assert.Equal(4, summary.Runs.Count);
        Assert.Equal(2, events.OfType<CellCompleted>().Count(c => c.WasThere));
        Assert.All(written, w => Assert.Equal(w.Value, Stamps()[w.Key]));
        Assert.Equal(Scores(FreezeComparison.Run(options with { Common = options.Common with { Output = _folder["whole"] } }, null, Token)!), Scores(summary));
    }

    [Fact]
    public void The_same_command_again_finds_everything_done_and_another_one_is_refused()
    {
        var options = Options("linear-probe,full");
        var first = FreezeComparison.Run(options, null, Token)!;
        var again = FreezeComparison.Run(options, e => Assert.IsNotType<CellStarted>(e), Token)!;
        Assert.Equal(Scores(first), Scores(again));
        var other = options with { Common = options.Common with { LearningRate = 0.5 } };
        Assert.Contains("learning rate", Assert.Throws<RunException>(() => FreezeComparison.Run(other, null, Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shares_done_apart_join_to_the_whole()
    {
        var options = Options("linear-probe,partial:1,full");
        var whole = FreezeComparison.Run(options, null, Token)!;
        string[] folders = [_folder["one"], _folder["two"]];
        for (var i = 1; i <= 2; i++)
        {
            var share = options with { Shard = new(i, 2), Common = options.Common with { Output = folders[i - 1] } };
            Assert.Null(FreezeComparison.Run(share, null, Token));
            if (i == 1)
                Assert.Contains("resume the comparison in", Assert.Throws<RunException>(() => FreezeComparison.Merge([folders[0]], folders[0])).Message, StringComparison.Ordinal);
        }
        var merged = FreezeComparison.Merge(folders, _folder["merged"]);
        Assert.Equal(Scores(whole), Scores(merged));
        Assert.Equal(whole.Strategies.Select(s => (s.Strategy, s.Score, s.Difference)), merged.Strategies.Select(s => (s.Strategy, s.Score, s.Difference)));
        Assert.All(merged.Runs, r => Assert.True(Directory.Exists(Path.Combine(_folder["merged"], r.Directory)), r.Directory));
    }

    [Fact]
    public void Shares_of_different_comparisons_do_not_join()
    {
        var options = Options("linear-probe,full") with { Seeds = 1 };
        FreezeComparison.Run(options with { Shard = new(1, 2), Common = options.Common with { Output = _folder["one"] } }, null, Token);
        FreezeComparison.Run(options with { Shard = new(2, 2), Common = options.Common with { Output = _folder["two"], Epochs = 3 } }, null, Token);
        Assert.Contains("number of epochs", Assert.Throws<RunException>(() => FreezeComparison.Merge([_folder["one"], _folder["two"]], _folder["merged"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fits_a_budget_has_the_numbers_of_the_whole_and_what_does_not_is_said()
    {
        var options = Options("linear-probe,partial:1,full") with { Seeds = 3, Budget = 0.5 };
        var summary = FreezeComparison.Run(options, null, Token)!;
        var whole = FreezeComparison.Run(options with { Budget = null, Common = options.Common with { Output = _folder["whole"] } }, null, Token)!;
        var numbers = Scores(whole).ToHashSet();
        Assert.All(Scores(summary), r => Assert.Contains(r, numbers));
        Assert.Equal(summary.Strategies.Select(s => s.Strategy), summary.Runs.Select(r => r.Strategy).Distinct());
        // Seeds come in their order.
        Assert.All(summary.Strategies, s => Assert.Equal(Enumerable.Range(1, s.Seeds), summary.Runs.Where(r => r.Strategy == s.Strategy).Select(r => (int)(r.Seed - options.Common.Seed) + 1)));
        Assert.Contains(summary.Notes, n => n.StartsWith("Budget: ", StringComparison.Ordinal));
        Assert.Equal(summary.Runs.Count < 9, summary.Verdict.Contains("Seeds within the budget: ", StringComparison.Ordinal));
        Assert.All(summary.Strategies.Where(s => s.Seeds < 3), s => Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{s.Seeds} of 3 seeds: "), s.Verdict, StringComparison.Ordinal));
    }

    [Fact]
    public void A_budget_for_nothing_runs_the_probe_once()
    {
        var events = new List<TrainingEvent>();
        var summary = FreezeComparison.Run(Options("linear-probe,partial:1,full") with { Seeds = 3, Budget = 1e-6 }, events.Add, Token)!;
        Assert.Equal(["linear-probe"], summary.Runs.Select(r => r.Strategy));
        Assert.Equal(["partial:1", "full"], summary.NotRun);
        Assert.Equal("Only linear-probe was run; there is nothing to hold it against. Seeds within the budget: linear-probe 1 of 3; not run: partial:1, full.", summary.Verdict);
        Assert.Equal(["full", "linear-probe", "partial:1"], events.OfType<StrategyEnded>().Select(e => e.Strategy).Order(StringComparer.Ordinal));
        Assert.Contains("no shares", Assert.Throws<RunException>(() => FreezeComparison.Merge([_folder["comparison"]], _folder["comparison"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_within_a_budget_goes_on_and_no_decision_is_taken_twice()
    {
        var options = Options("linear-probe,partial:1,full") with { Seeds = 3, Budget = 0.6 };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Assert.ThrowsAny<OperationCanceledException>(() => FreezeComparison.Run(options, e =>
        {
            if (e is CellCompleted { Done: 1 })
                stop.Cancel();
        }, stop.Token));
        var written = Stamps();
        var summary = FreezeComparison.Resume(_folder["comparison"], Shard.Whole, null, Token)!;
        Assert.All(written, w => Assert.Equal(w.Value, Stamps()[w.Key]));
        var ledger = File.ReadAllText(Path.Combine(_folder["comparison"], "budget.json"));
        var again = FreezeComparison.Run(options, e => Assert.False(e is CellStarted or StrategyEnded, $"{e}"), Token)!;
        Assert.Equal(Scores(summary), Scores(again));
        Assert.Equal(summary.Verdict, again.Verdict);
        Assert.Equal(ledger, File.ReadAllText(Path.Combine(_folder["comparison"], "budget.json")));
    }

    [Theory]
    [InlineData("linear-probe,linear-probe", "twice")]
    [InlineData("linear-probe,partial:9", "layer groups")]
    public void A_list_that_makes_no_sense_is_refused_before_anything_is_written(string strategies, string says)
    {
        var error = Assert.ThrowsAny<Exception>(() => FreezeComparison.Run(Options(strategies), null, Token));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["comparison"]));
    }

    private ComparisonOptions Options(string strategies, int epochs = 4) => new()
    {
        Common = TinyRun.Options(_folder, epochs: epochs) with { Output = _folder["comparison"], Augmentation = AugmentationLevel.None },
        Strategies = [.. strategies.Split(',').Select(FreezePolicy.Parse)],
        Seeds = 2,
    };

    private Dictionary<string, DateTime> Stamps() =>
        Directory.GetFiles(_folder["comparison"], "compared.json", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);

    private static IEnumerable<(string, ulong, double, double, double)> Scores(ComparisonSummary s) => s.Runs.Select(r => (r.Strategy, r.Seed, r.Score, r.MacroF1, r.Loss));

    private static string Model(string run) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(run, "classifier", "model.onnx"))));
}
