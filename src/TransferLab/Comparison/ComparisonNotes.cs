using System.Globalization;

namespace TransferLab.Comparison;

/// <summary>What a reader of a comparison should know of how it was done.</summary>
internal static class ComparisonNotes
{
    public static IReadOnlyList<string> Of(ComparisonConfig config, IReadOnlyList<ComparedRun> runs, SharedFeatures? features)
    {
        var c = CultureInfo.InvariantCulture;
        var settings = config.Common.Settings;
        List<string> notes = [];
        notes.Add(config.Seeds > 1
            ? string.Create(c, $"Every strategy ran with the same {config.Seeds} seeds: same split, first head and order of images. Differences are paired by seed; intervals are of {config.Confidence:P0} confidence, Student's t over seeds, and never narrower than the number of images allows.")
            : string.Create(c, $"One seed: the intervals rest on the number of images alone. Take --seeds 3 or more for an answer that holds."));
        if (settings.GetValueOrDefault("augment") is { } augment && augment != "None")
            notes.Add(settings.GetValueOrDefault("views") is { } views && views != "0"
                ? $"Training images come in {views} fixed augmented views, the same for all strategies and seeds."
                : "Training images are varied anew in every epoch, the same way for all strategies; nothing of the training can be shared.");
        if (features is { Cuts: > 0 })
        {
            var alone = runs.Sum(r => r.SharedSeconds);
            notes.Add(string.Create(c, $"What is frozen was run once for all: {features.Activations} activations at {features.Cuts} {(features.Cuts == 1 ? "cut" : "cuts")} in {features.Seconds:0.0} s; one by one the runs would have spent {alone:0.0} s on it."));
        }
        var stopped = runs.Where(r => r.IsStopped).Select(r => $"{r.Strategy} after {r.Epochs} epochs").Distinct(StringComparer.Ordinal).ToArray();
        if (config.Budget is { } budget)
            notes.Add(string.Create(c, $"Successive halving within {budget * 100:0} % of all epochs: ") + (stopped.Length > 0 ? $"stopped early because clearly beaten: {string.Join(", ", stopped)}." : "no strategy was clearly beaten part of the way, so none was stopped."));
        return notes;
    }
}
