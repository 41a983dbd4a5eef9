using TransferLab.Freezing;
using TransferLab.Pictures;
using TransferLab.Reports;
using TransferLab.Reports.Html.Comparison;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab compare</c>: which freeze strategy is worth its cost. Starts, resumes, shares out or joins a comparison.</summary>
internal static class CompareCommand
{
    private const string StandardStrategies = "linear-probe,partial:1,partial:2,lp-ft,full";
    private const int StandardEpochs = 20;
    private const int StandardViews = 4;

    public static Command Create()
    {
        var images = DataFlags.Images();
        var flags = new TrainFlags();
        var strategies = Flags.Word("--freeze", "STRATEGY,…",
            "The strategies to compare; the linear probe, or else the first, is what the others are held against.", StandardStrategies);
        var seeds = Flags.Number<int>("--seeds", "Seeds per strategy; --seed is the first.", 3);
        var budget = Flags.Number<double>("--budget",
            "Time to spend, as a share of what all runs would take as commands one after another, e.g. 0.33 for three seeds: "
            + "every strategy gets its first seed, what is not clearly beaten then gets more (successive halving).");
        var confidence = Flags.Number<double>("--confidence", "Confidence of the intervals.", 0.95);
        var shard = Flags.Word("--shard", "I/N", "Do only this share of the runs, e.g. 2/3, and leave the rest to other processes or machines.");
        var resume = Flags.Path("--resume", "DIR", "Go on with an interrupted comparison: its folder. Everything else but --shard comes from there.");
        var merge = new Option<string[]>("--merge")
        {
            Description = "Join the shares of a comparison: their folders, and those of baselines (baseline.json) that get a row beside. "
                + "The result goes to --output, or to the first of them.",
            HelpName = "DIR…",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = CommonFlags.Json();
        Option[] own = [strategies, seeds, budget, confidence];
        var command = new Command("compare", "Compares freeze strategies: which is worth its cost.")
        {
            Arguments = { images },
            Options = { own, flags.Common, shard, resume, merge, json },
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var part = parsed.GetValue(shard) is { } text ? Shard.Parse(text) : Shard.Whole;
            ComparisonSummary? summary;
            string folder;
            if (parsed.GetValue(merge) is { Length: > 0 } folders)
            {
                folder = flags.Output(parsed) ?? folders[0];
                HtmlComparisonReport.Write(summary = FreezeComparison.Merge(folders, folder), folder);
            }
            else if (parsed.GetValue(resume) is { } there)
            {
                CommonFlags.RefuseBesideResume(parsed, [images, .. own, .. flags.Common]);
                folder = there;
                summary = ResumableRun.Execute("compare", folder, error,
                    events => FreezeComparison.Resume(there, part, ReportWriter.Listen(events), cancellation), cancellation);
            }
            else
            {
                var options = Read(parsed, flags, parsed.GetValue(images)) with
                {
                    Strategies = Strategies(parsed.GetValue(strategies)!),
                    Seeds = parsed.GetValue(seeds)!.Value,
                    Budget = parsed.GetValue(budget),
                    Confidence = parsed.GetValue(confidence)!.Value,
                    Shard = part,
                };
                folder = options.Common.Output;
                summary = ResumableRun.Execute("compare", folder, error,
                    events => FreezeComparison.Run(options, ReportWriter.Listen(events), cancellation), cancellation);
            }
            if (summary is null)
                error.WriteLine($"The runs of share {part} are done; others are not. Join them with: transferlab compare --merge {folder}");
            else if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(summary, CliJson.Default.ComparisonSummary));
            else
                ComparisonText.Write(output, summary, Path.GetFullPath(folder));
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }

    // What is left open is the same for every strategy here, which is why the defaults are not those of train.
    private static ComparisonOptions Read(ParseResult parsed, TrainFlags flags, string[]? images)
    {
        var common = flags.Read(parsed, images);
        var augmentation = common.Augmentation == AugmentationLevel.Auto ? AugmentationLevel.Light : common.Augmentation;
        return new()
        {
            Common = common with
            {
                Epochs = common.Epochs ?? StandardEpochs,
                Augmentation = augmentation,
                Views = flags.IsViewsGiven(parsed) || augmentation == AugmentationLevel.None || common.MixUp > 0 || common.CutMix > 0
                    ? common.Views : StandardViews,
            },
            Strategies = [],
        };
    }

    // A comma also separates the globs of one strategy: what is no strategy of its own belongs to the one before it.
    private static List<FreezePolicy> Strategies(string text)
    {
        List<string> parts = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (parts.Count > 0 && parts[^1].StartsWith("tensors:", StringComparison.Ordinal) && !FreezePolicySyntax.IsForm(part))
                parts[^1] += "," + part;
            else
                parts.Add(part);
        }
        return parts.ConvertAll(FreezePolicy.Parse);
    }
}
