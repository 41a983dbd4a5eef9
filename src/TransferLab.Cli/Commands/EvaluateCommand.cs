using TransferLab.Reports.Html.Scores;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab evaluate</c>: scores a labelled folder with a classifier package.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var package = CommonFlags.Package();
        var images = Flags.Path("IMAGES", "Folder with a sub-folder of pictures per label, or with a labels.csv.");
        var (strict, threads, json) = (CommonFlags.Strict(), CommonFlags.Threads(), CommonFlags.Json());
        var (tta, bootstrap) = (CommonFlags.TestTimeAugmentation(), new BootstrapFlags());
        var folder = Flags.Path("--output", "DIR", "Also write tables, curves, predictions and a page into this folder.", "-o");
        var device = new DeviceFlags();
        var command = new Command("evaluate", "Scores a labelled folder: accuracy, F1, intervals, calibration, confusion matrix.")
        {
            Arguments = { package, images },
            Options = { folder, tta, bootstrap.All, strict, threads, device.All, json },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var result = PackageEvaluator.Evaluate(parsed.GetRequiredValue(package), parsed.GetRequiredValue(images), new PackageEvaluationOptions
            {
                Strict = parsed.GetValue(strict),
                Device = device.Resolve(parsed),
                Threads = CommonFlags.ReadThreads(parsed, threads),
                TestTimeAugmentation = parsed.GetValue(tta),
                Bootstrap = bootstrap.Read(parsed),
            }, null, cancellation);
            foreach (var skipped in result.Skipped)
                parsed.InvocationConfiguration.Error.WriteLine($"skipped: {skipped.Path}: {skipped.Reason}");
            if (parsed.GetValue(folder) is { } to)
            {
                EvaluationFiles.Write(to, result);
                HtmlEvaluationReport.Write(to, result, parsed.GetRequiredValue(package), parsed.GetRequiredValue(images));
            }
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(EvaluationText.ToJson(result), CliJson.Default.EvaluationJson));
            else
                EvaluationText.Write(output, result);
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
