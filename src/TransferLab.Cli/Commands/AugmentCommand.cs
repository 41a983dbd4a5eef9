using TransferLab.Pictures;
using TransferLab.Settings;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab augment</c>: what training images look like.</summary>
internal static class AugmentCommand
{
    public static Command Create()
    {
        var command = new Command("augment", "Shows how training images are varied.");
        command.Subcommands.Add(AugmentPreviewCommand.Create());
        return command;
    }
}

/// <summary><c>transferlab augment preview</c>: a contact sheet of augmented pictures.</summary>
internal static class AugmentPreviewCommand
{
    public static Command Create()
    {
        var standard = new AugmentationPreviewOptions { Images = [], Output = "" };
        var images = Flags.NotEmpty(
            new Argument<string[]>("IMAGES") { Description = "Picture files, or a folder of pictures.", Arity = ArgumentArity.OneOrMore });
        var augment = Flags.Word("--augment", "NAME|FILE.json[:K]", "How pictures are varied: a preset or a policy file, as with train.", "standard");
        var count = Flags.Number<int>("--count", "Variations per picture, those of the first epochs of a run.", standard.Count);
        var rows = Flags.Number<int>("--rows", "Pictures at most, spread evenly over a folder.", standard.Rows);
        var size = Flags.Number<int>("--size", "Side of a picture in pixels: that of the backbone's input.", standard.Size);
        var seed = Flags.Number<ulong>("--seed", "Seed of the variations.", standard.Seed);
        var output = Flags.Path("--output", "FILE", "The sheet: .png or .jpg.", "-o");
        var command = new Command("preview", "Writes a contact sheet: a row per picture, first as it is, then as training would see it.")
        {
            Arguments = { images },
            Options = { augment, count, rows, size, seed, output },
        };
        command.SetAction((parsed, _) => Task.Run(() =>
        {
            var chosen = AugmentationText.Parse(parsed.GetValue(augment)!);
            if (chosen.Views is not null)
                throw new UsageException("--augment: a preview shows new variations; leave out the number of views and take --count.");
            var options = new AugmentationPreviewOptions
            {
                Images = parsed.GetRequiredValue(images),
                Output = parsed.GetValue(output) ?? throw new UsageException("--output is missing: name the picture to write, e.g. -o sheet.png."),
                Augmentation = chosen.Level,
                Policy = chosen.Policy,
                Count = parsed.GetValue(count)!.Value,
                Rows = parsed.GetValue(rows)!.Value,
                Size = parsed.GetValue(size)!.Value,
                Seed = parsed.GetValue(seed)!.Value,
            };
            var shown = AugmentationPreview.Write(options, skipped => parsed.InvocationConfiguration.Error.WriteLine($"skipped {skipped}"));
            foreach (var path in shown)
                parsed.InvocationConfiguration.Output.WriteLine(path);
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
