using TransferLab.Reports;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab train</c>: fine-tunes a backbone on a folder of pictures, or resumes a run.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var images = DataFlags.Images();
        var resume = Flags.Path("--resume", "DIR",
            "Go on with an interrupted run: its folder. Everything else comes from the run; --device moves it to another device.");
        var json = CommonFlags.Json();
        var flags = new TrainFlags();
        var mlflow = new MlflowFlags();
        var command = new Command("train", "Fine-tunes a pretrained backbone on a folder of pictures.")
        {
            Arguments = { images },
            Options = { flags.All, mlflow.All, resume, json },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var run = parsed.GetValue(resume);
            var server = mlflow.Read(parsed);
            if (run is not null)
                CommonFlags.RefuseBesideResume(parsed, [images, .. flags.All.Except(flags.Resumable)]);
            var device = flags.ReadDevice(parsed);
            var options = run is null ? flags.Read(parsed, parsed.GetValue(images)) : null;
            var result = ResumableRun.Execute("train", run ?? options!.Output, error,
                events => options is null ? FineTuner.Resume(run!, device, ReportWriter.Listen(events), cancellation)
                    : FineTuner.Train(options, ReportWriter.Listen(events), cancellation), cancellation);
            if (server is not null)
                MlflowFlags.Deliver(server, result.Run, error, cancellation);
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(ToJson(result), CliJson.Default.TrainResultJson));
            else
                TrainSummary.Write(output, result, run is null ? flags.SubjectWords(parsed) : null);
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }

    private static TrainResultJson ToJson(FineTuneResult r) => new(
        r.Run, r.Package, TaskNames.Of(r.Task), r.Labels, r.TrainImages, r.ValidationImages, r.Skipped.Count,
        r.TrainableParameters, r.TotalParameters, r.Epochs, new ValidationJson(r.Validation.Accuracy, r.Validation.MacroF1, r.Validation.Loss),
        r.Test is { } t ? new TestJson(r.TestImages, t.Accuracy, t.MacroF1, t.Loss) : null, r.Seconds, r.TrainImagesPerSecond);
}
