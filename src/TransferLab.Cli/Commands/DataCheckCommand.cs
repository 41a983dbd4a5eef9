using TransferLab.DataChecks;
using TransferLab.Reports.Html.Data;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab data check</c>: duplicates, leaks, conflicting labels, unreadable and odd files.</summary>
internal static class DataCheckCommand
{
    public static Command Create()
    {
        var standard = new DataCheckOptions();
        var images = DataFlags.Images();
        images.Arity = ArgumentArity.OneOrMore;
        var data = new SettingFlags<DatasetOptions>(DatasetSettings.All, new());
        var validation = Flags.Number<double>("--validation", "Share held out where the folders bring no split of their own.", standard.Validation);
        var seed = Flags.Number<ulong>("--seed", "Seed of that split.", standard.Seed);
        var near = Flags.Number<int>("--near", "Bits, of 63, in which the hashes of near duplicates may differ, 0 to 16.", standard.NearDistance);
        var tiny = Flags.Number<int>("--tiny-class", "A class with fewer images is pointed out.", standard.TinyClass);
        var failOn = Flags.Choice<FailOn>("--fail-on", "The least finding that makes the exit code 4.", FailOn.Error);
        var strict = new Option<bool>("--strict") { Description = "The same as --fail-on warning." };
        var html = Flags.Path("--html", "FILE", "Also write a page with thumbnails.");
        var (threads, json) = (CommonFlags.Threads(), CommonFlags.Json());
        var command = new Command("check",
            "Looks for unreadable files, duplicates, leaks between the sides of the split, conflicting labels and odd files.")
        { Arguments = { images }, Options = { data.All, validation, seed, near, tiny, failOn, strict, html, threads, json } };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(strict) && parsed.GetValue(failOn) is not null and not FailOn.Warning)
                throw new UsageException("--strict is --fail-on warning: leave one of them out.");
            var folders = parsed.GetRequiredValue(images);
            var options = new DataCheckOptions
            {
                Dataset = data.Read(parsed, new() { FurtherRoots = [.. folders.Skip(1)] }),
                Validation = parsed.GetValue(validation)!.Value,
                Seed = parsed.GetValue(seed)!.Value,
                NearDistance = parsed.GetValue(near)!.Value,
                TinyClass = parsed.GetValue(tiny)!.Value,
                Threads = CommonFlags.ReadThreads(parsed, threads),
            };
            var report = DataCheck.Run(folders[0], options, new CountedFiles(error).Report, cancellation);
            if (parsed.GetValue(html) is { } page)
                DataCheckPage.Write(report, Path.GetFullPath(page));
            if (parsed.GetValue(json))
                output.WriteLine(DataCheckJson.Write(report));
            else
                DataCheckText.Write(output, report);
            var least = parsed.GetValue(strict) ? FailOn.Warning : parsed.GetValue(failOn) ?? FailOn.Error;
            return (least >= FailOn.Error && report.Errors > 0) || (least >= FailOn.Warning && report.Warnings > 0)
                || (least >= FailOn.Note && report.Notes > 0)
                ? ExitCodes.ProblemsFound : ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }

    // In the order in which they include each other.
    private enum FailOn
    {
        Never,
        Error,
        Warning,
        Note,
    }
}
