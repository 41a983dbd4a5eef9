using TransferLab.Reports.Html.Run;
using TransferLab.Reports.Mlflow;
using TransferLab.Reports.TensorBoard;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab report</c>: writes the reports of a finished run anew.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var run = Flags.Path("RUN", "Folder of a finished run.");
        var board = new Option<bool>("--tensorboard") { Description = "Also write the TensorBoard event file anew." };
        var mlflow = new MlflowFlags();
        var command = new Command("report", "Writes report.html of a finished run anew, and prints where it is.")
        {
            Arguments = { run },
            Options = { board, mlflow.All },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            List<IRunExporter> exporters = [new HtmlRunReport()];
            if (parsed.GetValue(board))
                exporters.Add(new TensorBoardExporter());
            if (mlflow.Read(parsed) is { } server)
                exporters.Add(new MlflowExporter(server));
            var folder = Path.GetFullPath(parsed.GetRequiredValue(run));
            var summary = RunSummaryReader.Read(folder);
            foreach (var exporter in exporters)
                parsed.InvocationConfiguration.Output.WriteLine(exporter.Export(summary, folder, cancellation));
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
