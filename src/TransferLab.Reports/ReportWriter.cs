using TransferLab.Errors;
using TransferLab.Reports.Html.Comparison;
using TransferLab.Reports.Html.Run;
using TransferLab.Reports.TensorBoard;
using TransferLab.Training.Events;

namespace TransferLab.Reports;

/// <summary>Listens to runs and comparisons and writes their reports: an event file that TensorBoard can follow while a run goes on, the
/// standard reports when it is done, the page of a comparison. One listener serves the runs of one call, which follow one another.</summary>
public sealed class ReportWriter
{
    private readonly Action<TrainingEvent> _next;
    private RunStarted? _run;
    private TensorBoardLog? _board;

    private ReportWriter(Action<TrainingEvent> next) => _next = next;

    /// <summary>The reports that every finished run gets; a new one is added here.</summary>
    public static IReadOnlyList<IRunExporter> Standard { get; } = [new HtmlRunReport(), new TensorBoardExporter()];

    /// <summary>A listener for <see cref="FineTuner"/> and the studies that writes reports and passes every event on.</summary>
    /// <param name="next">Told every event, after what it leads to has been written; null for nobody.</param>
    public static Action<TrainingEvent> Listen(Action<TrainingEvent>? next = null) => new ReportWriter(next ?? (static _ => { })).Heard;

    private void Heard(TrainingEvent e)
    {
        switch (e)
        {
            case RunStarted started:
                (_run, _board) = (started, null);
                break;
            case EpochCompleted epoch when _run is not null:
                Follow(_run, epoch);
                break;
            case RunFinished finished:
                Write(finished.Result.Run);
                break;
            case ComparisonFinished comparison:
                HtmlComparisonReport.Write(comparison.Summary, comparison.Folder);
                break;
        }
        _next(e);
    }

    // The first epoch of a session brings the file to what the tables say, which end where the session began.
    private void Follow(RunStarted run, EpochCompleted epoch) => FileWork.Do(() =>
    {
        if (_board is not null)
        {
            _board.Append(epoch.Metrics, epoch.Gradients);
            return;
        }
        var files = new RunFiles(run.Folder);
        (_board = new(run.Folder, run.Created)).Write(new MetricsLog(files.Metrics).Read(), new GradientLog(files.Gradients).Read(), []);
    }, e =>
    {
        _run = null;
        Warn($"The event file for TensorBoard cannot be written; it will be tried again at the end of the run: {e.Message}");
    });

    // A run that is done is done: a report that cannot be written is no error but a warning, which says how to make it later.
    private void Write(string folder)
    {
        try
        {
            var run = RunSummaryReader.Read(folder);
            foreach (var exporter in Standard)
                exporter.Export(run, folder);
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            Warn($"The run's reports could not be written: {e.Message} Make them again with: transferlab report {Shell.Quote(folder)}");
        }
    }

    private void Warn(string text) => _next(new RunMessage(text, IsWarning: true));
}
