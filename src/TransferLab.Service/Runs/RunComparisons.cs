using System.Text.Json;
using TransferLab.Service.Hosting;
using TransferLab.Studies.Comparison;
using TransferLab.Studies.Statistics;

namespace TransferLab.Service.Runs;

/// <summary>Finds what can be compared: finished runs of this host that differ in strategy and seed alone, and folders of <c>transferlab compare</c> among the runs.</summary>
internal static class RunComparisons
{
    private const double Confidence = 0.95;

    // A summary of hundreds of runs stays far below it.
    private const long LargestSummary = 16 << 20;

    public static IReadOnlyList<RunComparison> Of(RunStore store) => store.IsOn ? [.. OfRuns(store), .. Directory.EnumerateDirectories(store.Root).Order(StringComparer.Ordinal).Select(OfFolder).OfType<RunComparison>()] : [];

    private static IEnumerable<RunComparison> OfRuns(RunStore store) => store.All.Where(r => r.State == RunState.Succeeded).Reverse().GroupBy(Common, StringComparer.Ordinal)
        .Select(group => group.Select(r => (Record: r, Info: store.Describe(r, whole: false))).Where(r => r.Info is { Validation: not null, Seconds: not null }).ToArray())
        .Where(runs => runs.Length > 1).Select(Of).Where(c => c.Strategies.Count > 1);

    private static RunComparison Of((RunRecord Record, RunInfo Info)[] runs) => new()
    {
        Images = runs[0].Record.Request.Images ?? "an archive",
        Backbone = runs[0].Record.Request.Backbone ?? "the default",
        ScoreName = runs[0].Info.ScoreName ?? "accuracy",
        Confidence = Confidence,
        Strategies = [.. runs.GroupBy(r => r.Record.Request.Freeze ?? "linear-probe", StringComparer.OrdinalIgnoreCase).Select(g =>
            Result(g.Key, [.. g.Select(r => new StrategyRun(r.Record.Request.Seed ?? 1, r.Info.Validation!.Accuracy, r.Info.Seconds!.Value, r.Record.Id))]))],
    };

    private static StrategyResult Result(string strategy, StrategyRun[] runs) => new(strategy, Estimate.Of([.. runs.Select(r => r.Score)], Confidence), runs.Average(r => r.Seconds), runs);

    // Everything that a comparison leaves alike.
    private static string Common(RunRecord record) =>
        JsonSerializer.Serialize(record.Request with { Images = record.Images, Freeze = null, Seed = null, Publish = null, Gate = null }, ServiceJson.Default.RunRequest);

    private static RunComparison? OfFolder(string folder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, ComparisonSummary.FileName));
            if (!file.Exists || file.Length > LargestSummary || ComparisonSummary.Read(file.FullName) is not { Strategies.Count: > 0 } summary)
                return null;
            return new RunComparison
            {
                Name = Path.GetFileName(folder),
                Images = summary.Images,
                Backbone = summary.Backbone,
                ScoreName = summary.ScoreName,
                Confidence = summary.Confidence,
                Verdict = summary.Verdict,
                Strategies = [.. summary.Strategies.Select(s => new StrategyResult(s.Strategy, s.Score, s.Seconds,
                    [.. summary.Runs.Where(r => r.Strategy == s.Strategy).Select(r => new StrategyRun(r.Seed, r.Score, r.Seconds, null))]))],
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // In the midst of being written, or something else of this name: it is shown when it can be read.
            return null;
        }
    }
}
