namespace TransferLab.Studies.Comparison;

/// <summary>What a reader of a comparison should know of how it was done.</summary>
internal static class ComparisonNotes
{
    public static IReadOnlyList<string> Of(ComparisonConfig config, IReadOnlyList<ComparedRun> runs, SharedFeatures? features, BudgetUse? use)
    {
        var c = CultureInfo.InvariantCulture;
        var settings = config.Common.Settings;
        List<string> notes = [];
        var seeds = use is { Ledger.Decisions.Count: > 0 }
            ? $"Up to {config.Seeds} seeds, in the same order for all strategies"
            : $"Every strategy ran with the same {config.Seeds} seeds";
        notes.Add(config.Seeds > 1
            ? string.Create(c, $"{seeds}: same split, first head and order of images. Differences are paired by seed; intervals are of {config.Confidence:P0} "
                + $"confidence, Student's t over seeds, and never narrower than the number of images allows.")
            : "One seed: the intervals rest on the number of images alone. Take three seeds or more for an answer that holds.");
        if (settings.GetValueOrDefault("augment") is { } augment && augment != "None")
            notes.Add(settings.GetValueOrDefault("views") is { } views && views != "0"
                ? $"Training images come in {views} fixed augmented views, the same for all strategies and seeds."
                : "Training images are varied anew in every epoch, the same way for all strategies; nothing of the training can be shared.");
        if (features is { Cuts: > 0 })
        {
            var alone = runs.Sum(r => r.SharedSeconds);
            notes.Add(string.Create(c,
                $"What is frozen was run once for all: {features.Activations} activations at {features.Cuts} {(features.Cuts == 1 ? "cut" : "cuts")} in "
                    + $"{features.Seconds:0.0} s; one by one the runs would have spent {alone:0.0} s on it."));
        }
        if (config.Strategies.Contains("lp-ft"))
            notes.Add("lp-ft trains a linear probe first, on top of the epochs that all strategies have; the steps of both are counted.");
        if (use is not null)
            notes.AddRange(OfBudget(config, use));
        return notes;
    }

    /// <summary>How a baseline's row is to be read.</summary>
    public static string OfBaseline(ComparedBaseline baseline) =>
        $"{baseline.Name} was trained by other software on the same splits. Its scores are those of the state it ended with; strategies keep their best epoch "
            + $"by these same images, which favours them a little.";

    private static IEnumerable<string> OfBudget(ComparisonConfig config, BudgetUse use)
    {
        var decisions = use.Ledger.Decisions;
        var end = decisions.Count > 0 ? "Every number is that of a whole run; seeds were left out:" : "No seed was left out.";
        var enough = SeedRounds.EnoughForFirstSeeds(config.Seeds);
        var hint = string.Create(CultureInfo.InvariantCulture, $" With a budget of {enough} or more every strategy gets its first seed.");
        return decisions.Select(d => $"{d.Strategy} has {d.Details(config.Seeds)}.{(d.Seeds == 0 ? hint : "")}")
            .Prepend(string.Create(CultureInfo.InvariantCulture,
                $"Budget: {use.Spent:0.0} s spent of {use.Ceiling:0.0} s, which are {config.Budget * 100:0.#} % of what all runs take as commands one after "
                    + $"another. {end}"));
    }
}
