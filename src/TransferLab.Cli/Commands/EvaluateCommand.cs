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
        var package = new Argument<string>("PACKAGE") { Description = "Folder of a classifier package, or of a run." };
        var images = new Argument<string>("IMAGES") { Description = "Folder with a sub-folder of pictures per label, or with a labels.csv." };
        var strict = new Option<bool>("--strict") { Description = "An unreadable image is an error instead of being skipped." };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 for all cores." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on stdout and nothing else." };
        var command = new Command("evaluate", "Scores a labelled folder: accuracy, F1, confusion matrix.") { Arguments = { package, images }, Options = { strict, threads, json } };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var result = PackageEvaluator.Evaluate(parsed.GetRequiredValue(package), parsed.GetRequiredValue(images), parsed.GetValue(strict), parsed.GetValue(threads), null, cancellation);
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
