using TransferLab.Reports.Html.Data;
using TransferLab.Studies.Hints;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab data hints</c>: labels that are probably wrong.</summary>
internal static class DataHintsCommand
{
    public static Command Create()
    {
        var run = Flags.Path("RUN", "Folder of a run.");
        var folds = Flags.Number<int>("--folds", "Parts of the cross-validation.", 5);
        var neighbours = Flags.Number<int>("--neighbours", "Nearest pictures to name per hint.", 3);
        var html = Flags.Path("--html", "FILE", "Also write a page that shows each picture beside its neighbours.");
        var (threads, json) = (CommonFlags.Threads(), CommonFlags.Json());
        var command = new Command("hints", "Lists labels of a run's pictures that are probably wrong, and writes hints.csv into its folder.")
        {
            Arguments = { run },
            Options = { folds, neighbours, html, threads, json },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var report = DataHints.Find(parsed.GetRequiredValue(run), parsed.GetValue(folds)!.Value, parsed.GetValue(neighbours)!.Value,
                CommonFlags.ReadThreads(parsed, threads), new CountedFiles(error).Report, cancellation);
            var table = DataHints.Write(report);
            if (parsed.GetValue(html) is { } page)
                HintPage.Write(report, Path.GetFullPath(page));
            if (parsed.GetValue(json))
                output.WriteLine(HintJson.Write(report));
            else
                HintText.Write(output, report, table);
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
