using System.CommandLine;
using System.Text.Json;
using TransferLab.Classification;
using TransferLab.Cli.Output;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab evaluate</c>: scores a labelled folder with a classifier package.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var package = CommonFlags.Package();
        var images = Flags.Path("IMAGES", "Folder with a sub-folder of pictures per label, or with a labels.csv.");
        var (strict, threads, json) = (CommonFlags.Strict(), CommonFlags.Threads(), CommonFlags.Json());
        var command = new Command("evaluate", "Scores a labelled folder: accuracy, F1, confusion matrix.") { Arguments = { package, images }, Options = { strict, threads, json } };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var result = PackageEvaluator.Evaluate(parsed.GetRequiredValue(package), parsed.GetRequiredValue(images), parsed.GetValue(strict), CommonFlags.ReadThreads(parsed, threads), null, cancellation);
            foreach (var skipped in result.Skipped)
                parsed.InvocationConfiguration.Error.WriteLine($"skipped: {skipped.Path}: {skipped.Reason}");
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
