using TransferLab.Reports;
using TransferLab.Studies.CrossValidation;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab cross-validate</c>: scores every image by a classifier that has not seen it.</summary>
internal static class CrossValidateCommand
{
    public static Command Create()
    {
        var images = DataFlags.Images();
        var folds = Flags.Number<int>("--folds", "Parts that the images are divided into, each scored by a run on the others.", 5);
        var (flags, bootstrap, json) = (new TrainFlags(), new BootstrapFlags(), CommonFlags.Json());
        var command = new Command("cross-validate",
            "Scores every image by a classifier that has not seen it: mean and interval over folds, out-of-fold predictions.")
        { Arguments = { images }, Options = { folds, flags.All, bootstrap.All, json } };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var options = new CrossValidationOptions
            {
                Training = flags.Read(parsed, parsed.GetValue(images)),
                Folds = parsed.GetValue(folds)!.Value,
                Bootstrap = bootstrap.Read(parsed),
            };
            var report = Run(options, error, cancellation);
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(CrossValidationText.ToJson(report), CliJson.Default.CrossValidationResultJson));
            else
                CrossValidationText.Write(output, report, Path.GetFullPath(options.Training.Output));
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }

    private static CrossValidationReport Run(CrossValidationOptions options, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            using var progress = ProgressRenderer.Create(error);
            return CrossValidator.Run(options, ReportWriter.Listen(progress.Report), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error.WriteLine("Stopped. The same command again goes on where it was.");
            throw;
        }
    }
}
