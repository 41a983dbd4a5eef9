using TransferLab.Files;

namespace TransferLab.Cli.Output;

/// <summary>The last words of <c>train</c>: what came out, and what to type next.</summary>
internal static class TrainSummary
{
    /// <param name="output">Where to.</param>
    /// <param name="r">The run.</param>
    /// <param name="subject">Options that further commands on the same pictures and backbone need; null where they were not typed, as in a resumed run.</param>
    public static void Write(TextWriter output, FineTuneResult r, IEnumerable<string>? subject)
    {
        var c = CultureInfo.InvariantCulture;
        output.WriteLine();
        var accuracy = r.Task == LearningTask.MultiLabel ? "mean average precision" : "accuracy";
        output.WriteLine(string.Create(c, $"{accuracy} {r.Validation.Accuracy:0.000}, macro F1 {r.Validation.MacroF1:0.000}, loss {r.Validation.Loss:0.000} "
            + $"on {r.ValidationImages} images held out (best of {r.Epochs} epochs)"));
        if (r.Test is { } test)
            output.WriteLine(string.Create(c, $"{accuracy} {test.Accuracy:0.000}, macro F1 {test.MacroF1:0.000}, loss {test.Loss:0.000} "
                + $"on the {r.TestImages} images of the test folder, which training never saw"));
        output.WriteLine(string.Create(c, $"{r.TrainableParameters:N0} of {r.TotalParameters:N0} parameters trained on {r.TrainImages} images "
            + $"in {r.Seconds:0.0} s ({r.TrainImagesPerSecond:0} images/s); {r.Frozen.Tensors} frozen tensors bit-identical to the backbone's"));
        if (r.Skipped.Count > 0)
            output.WriteLine(string.Create(c, $"{r.Skipped.Count} files skipped; they are listed in {new RunFiles(r.Run).Result}"));
        output.WriteLine();
        output.WriteLine($"package   {r.Package}");
        var report = new RunFiles(r.Run).Report;
        if (File.Exists(report))
            output.WriteLine($"report    {report}");
        output.WriteLine($"predict   transferlab predict {Shell.Quote(r.Package)} picture.jpg");
        output.WriteLine($"evaluate  transferlab evaluate {Shell.Quote(r.Package)} FOLDER");
        output.WriteLine($"serve     transferlab serve {Shell.Quote(r.Package)}");
        if (subject is null)
            return;
        string[] words = [.. r.Roots ?? [r.Images], .. subject, "--output", r.Run + "-compared"];
        output.WriteLine($"compare   transferlab compare {string.Join(' ', words.Select(Shell.Quote))}   (which part of the backbone should train?)");
    }
}
