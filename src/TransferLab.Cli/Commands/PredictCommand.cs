namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab predict</c>: one JSON object a line for each image file.</summary>
internal static class PredictCommand
{
    // Enough files to keep all cores busy, few enough that the first answers appear at once.
    private const int Window = 64;

    public static Command Create()
    {
        var package = CommonFlags.Package();
        var files = Flags.NotEmpty(new Argument<string[]>("FILE") { Description = "Image files.", Arity = ArgumentArity.OneOrMore });
        var top = Flags.Number<int>("--top", "Labels to print per image; 0 for all.", 5);
        var (threads, tta) = (CommonFlags.Threads(), CommonFlags.TestTimeAugmentation());
        var device = new DeviceFlags();
        var json = new Option<bool>("--json") { Description = "JSON lines, as always; accepted so that scripts can pass it to every command." };
        var command = new Command("predict", "Prints the most probable labels of image files, one JSON object a line.")
        {
            Arguments = { package, files },
            Options = { top, tta, threads, device.All, json },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var count = parsed.GetValue(top)!.Value;
            if (count < 0)
                throw new UsageException($"--top {count} is out of range: 0 (all) or more.");
            var workers = CommonFlags.ReadThreads(parsed, threads);
            var paths = parsed.GetRequiredValue(files);
            // With several files each core takes one; a single file gets all cores.
            using var classifier = ImageClassifier.Load(parsed.GetRequiredValue(package), new ImageClassifierOptions
            {
                Threads = paths.Length > 1 ? 1 : workers,
                Device = device.Resolve(parsed),
                TestTimeAugmentation = parsed.GetValue(tta),
            });
            var failed = false;
            foreach (var window in paths.Chunk(Window))
            {
                var scores = classifier.ScoreFiles(window, workers, null, cancellation);
                foreach (var (path, score) in window.Zip(scores))
                {
                    failed |= score.Error is not null;
                    var line = score.Error is { } error
                        ? new PredictionLineJson(path, null, null, error)
                        : new PredictionLineJson(path, classifier.Package.IsMultiLabel ? classifier.Decide(score) : null,
                            [.. classifier.Rank(score, count).Select(p => new PredictionJson(p.Label, p.Probability))], null);
                    parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(line, CliJson.Default.PredictionLineJson));
                }
            }
            return failed ? ExitCodes.PartlyUnreadable : ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
