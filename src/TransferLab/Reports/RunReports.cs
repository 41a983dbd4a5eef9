using TransferLab.Errors;
using TransferLab.Reports.Html;
using TransferLab.Reports.TensorBoard;

namespace TransferLab.Reports;

/// <summary>The reports that every finished run gets.</summary>
public static class RunReports
{
    /// <summary>The exporters behind them; a new one is added here.</summary>
    public static IReadOnlyList<IRunExporter> Standard { get; } = [new HtmlRunReport(), new TensorBoardExporter()];

    /// <summary>Writes them all. A run that is done is done: a report that cannot be written is no error but a warning, which says how to make it later.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="warn">Told what went wrong.</param>
    public static void Write(string folder, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        try
        {
            var run = RunSummaryReader.Read(folder);
            foreach (var exporter in Standard)
                exporter.Export(run, folder);
        }
        catch (Exception e) when (KnownErrors.IsKnown(e))
        {
            warn($"The run's reports could not be written: {e.Message} Make them again with: transferlab report {Shell.Quote(folder)} --tensorboard");
        }
    }
}
