using TransferLab.Studies.Comparison;
using TransferLab.Studies.Statistics;

namespace TransferLab.Service.Runs;

/// <summary>Finds what can be compared: finished runs that differ in strategy and seed alone, and folders of <c>transferlab compare</c>.</summary>
internal static class RunComparisons
{
    private const double Confidence = 0.95;

    // A summary of hundreds of runs stays far below it.
    private const long LargestSummary = 16 << 20;

    public static IReadOnlyList<RunComparison> Of(RunStore store) => store.IsOn
        ? [.. OfRuns(store), .. Directory.EnumerateDirectories(store.Root).Order(StringComparer.Ordinal).Select(OfFolder).OfType<RunComparison>()]
        : [];

    private static IEnumerable<RunComparison> OfRuns(RunStore store) =>
        from record in store.All.Where(r => r.State == RunState.Succeeded).Reverse()
        let info = store.Describe(record, whole: false)
        where info is { Validation: not null, Seconds: not null }
        group (record, info) by Common(record) into alike
        let comparison = Of([.. alike])
        where comparison.Strategies.Count > 1
        select comparison;

    private static RunComparison Of((RunRecord Record, RunInfo Info)[] runs) => new()
    {
        Images = runs[0].Record.Request.Images ?? "an archive",
        Backbone = runs[0].Record.Request.Backbone ?? "the default",
        ScoreName = runs[0].Info.ScoreName ?? "accuracy",
        Confidence = Confidence,
        Strategies = [.. runs.GroupBy(r => r.Record.Request.Freeze ?? "linear-probe", StringComparer.OrdinalIgnoreCase).Select(g =>
            Result(g.Key, [.. g.Select(r => new StrategyRun(r.Record.Request.Seed ?? 1, r.Info.Validation!.Accuracy, r.Info.Seconds!.Value, r.Record.Id))]))],
    };

    private static StrategyResult Result(string strategy, StrategyRun[] runs) =>
        new(strategy, Estimate.Of([.. runs.Select(r => r.Score)], Confidence), runs.Average(r => r.Seconds), runs);

    // Everything that a comparison leaves alike.
    private static string Common(RunRecord record) => JsonSerializer.Serialize(
        record.Request.With(null, null) with { Images = record.Images, Publish = null, Gate = null }, ServiceJson.Default.RunRequest);

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

/// <summary>Freeze strategies on the same pictures and backbone, with all other options alike.</summary>
internal sealed record RunComparison
{
    /// <summary>Name of the folder that <c>transferlab compare</c> wrote; null for runs of this host.</summary>
    public string? Name { get; init; }
    public required string Images { get; init; }
    public required string Backbone { get; init; }
    /// <summary><c>accuracy</c> or <c>mAP</c>.</summary>
    public required string ScoreName { get; init; }
    /// <summary>Confidence of the intervals.</summary>
    public required double Confidence { get; init; }
    /// <summary>The answer in words, where <c>transferlab compare</c> gave one.</summary>
    public string? Verdict { get; init; }
    public required IReadOnlyList<StrategyResult> Strategies { get; init; }
}

/// <summary>What a freeze strategy came to in a comparison.</summary>
/// <param name="Strategy">The strategy as written.</param>
/// <param name="Score">Its mean score over runs, with the half-width of the interval where there are two or more.</param>
/// <param name="Seconds">Mean seconds of a run.</param>
/// <param name="Runs">Each run.</param>
internal sealed record StrategyResult(string Strategy, Estimate Score, double Seconds, IReadOnlyList<StrategyRun> Runs);

/// <summary>A run of a strategy.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Score">Score on the pictures held out, 0 to 1.</param>
/// <param name="Seconds">Seconds that it took.</param>
/// <param name="Id">The run of this host; null where it is one of <c>transferlab compare</c>.</param>
internal sealed record StrategyRun(ulong Seed, double Score, double Seconds, string? Id);

/// <summary>All comparisons.</summary>
internal sealed record RunComparisonList(IReadOnlyList<RunComparison> Comparisons);
