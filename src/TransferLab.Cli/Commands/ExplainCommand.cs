using TransferLab.Classifiers.Explanation;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab explain</c>: heat maps over pictures that show where the classifier looked.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var package = CommonFlags.Package();
        var images = Flags.NotEmpty(
            new Argument<string[]>("IMAGES") { Description = "Picture files, or folders of pictures.", Arity = ArgumentArity.OneOrMore });
        var output = Flags.Path("--output", "DIR", "Folder of the heat maps, a PNG per picture; files of the same names are replaced.", "-o");
        var label = new Option<string?>("--label")
        {
            HelpName = "NAME",
            Description = "The label that is asked about in every picture; left out: each picture's most probable one.",
        };
        var threads = CommonFlags.Threads();
        var device = new DeviceFlags();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line on stdout and nothing else." };
        var command = new Command("explain", "Draws heat maps over pictures: where the classifier looked for a label (Grad-CAM).")
        {
            Arguments = { package, images },
            Options = { output, label, threads, device.All, json },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (asJson, failed) = (parsed.GetValue(json), false);
            var options = new ExplanationWriterOptions
            {
                Package = parsed.GetRequiredValue(package),
                Images = parsed.GetRequiredValue(images),
                Output = parsed.GetValue(output) ?? throw new UsageException("--output is missing: name the folder of the heat maps, e.g. -o heat."),
                Label = parsed.GetValue(label),
                Threads = CommonFlags.ReadThreads(parsed, threads),
                Device = device.Resolve(parsed),
            };
            var (data, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            foreach (var written in ExplanationWriter.Write(options, cancellation))
            {
                failed |= written.Error is not null;
                if (asJson)
                    data.WriteLine(ExplanationText.Json(written));
                else
                    (written.Error is null ? data : error).WriteLine(ExplanationText.Line(written));
            }
            return failed ? ExitCodes.PartlyUnreadable : ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
