using TransferLab.Objectives;
using TransferLab.Pictures;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Reports.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_its_reports_and_whoever_watches_hears_every_event()
    {
        var (heard, withReports) = (new List<TrainingEvent>(), new List<TrainingEvent>());
        FineTuner.Train(TinyRun.Options(_folder, perClass: 8, epochs: 2) with { Output = _folder["plain"] }, heard.Add, Token);
        var options = TinyRun.Options(_folder, perClass: 8, epochs: 2) with { ClassWeights = ClassWeighting.Parse("balanced") };

        var result = FineTuner.Train(options, ReportWriter.Listen(withReports.Add), Token);

        Assert.Contains("Balance", File.ReadAllText(Path.Combine(result.Run, "report.html")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(result.Run, "events.out.tfevents.*"));
        Assert.Equal(heard.Where(e => e is not RunMessage).Select(e => e.GetType()), withReports.Where(e => e is not RunMessage).Select(e => e.GetType()));
        Assert.False(File.Exists(_folder["plain/report.html"]));
    }

    [Fact]
    public void TensorBoard_can_follow_a_run_that_goes_on()
    {
        var sizes = new List<long>();
        var options = TinyRun.Options(_folder, perClass: 8, epochs: 3);
        FineTuner.Train(options, ReportWriter.Listen(e =>
        {
            if (e is EpochCompleted)
                sizes.Add(new FileInfo(Directory.GetFiles(options.Output, "events.out.tfevents.*").Single()).Length);
        }), Token);

        Assert.Equal(3, sizes.Count);
        Assert.True(sizes[0] > 0 && sizes[1] > sizes[0] && sizes[2] > sizes[1], string.Join(' ', sizes));
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_a_warning_that_says_how_to_make_it_later()
    {
        var messages = new List<RunMessage>();
        var options = TinyRun.Options(_folder, perClass: 8, epochs: 1);
        FineTuner.Train(options, ReportWriter.Listen(e =>
        {
            if (e is RunStarted)
                Directory.CreateDirectory(Path.Combine(options.Output, "report.html"));
            if (e is RunMessage message)
                messages.Add(message);
        }), Token);

        Assert.Contains("transferlab report", Assert.Single(messages, m => m.IsWarning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_leaves_its_page_and_a_report_for_each_run()
    {
        var common = TinyRun.Options(_folder, perClass: 8, epochs: 1) with { Augmentation = AugmentationLevel.None };
        FreezeComparison.Run(new ComparisonOptions { Common = common, Strategies = [FreezePolicy.Parse("linear-probe"), FreezePolicy.Parse("full")], Seeds = 1 }, ReportWriter.Listen(), Token);
        Assert.True(File.Exists(Path.Combine(common.Output, "comparison.html")));
        Assert.Equal(2, Directory.GetFiles(common.Output, "report.html", SearchOption.AllDirectories).Length);
    }
}
