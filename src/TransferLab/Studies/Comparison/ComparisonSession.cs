namespace TransferLab.Studies.Comparison;

/// <summary>Works through runs of a comparison, says how far it is, and estimates what is left.</summary>
internal sealed class ComparisonSession(CellRunner runner, IReadOnlyList<ComparisonCell> cells, string scoreName, Action<TrainingEvent> events)
{
    // Seconds of finished runs by strategy: runs of one strategy take about the same time.
    private readonly Dictionary<string, List<double>> _seconds = new(StringComparer.Ordinal);
    private readonly HashSet<ComparisonCell> _done = [];

    /// <summary>Whether a budget may leave runs out, so that nobody knows how long the rest takes.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>Sees all runs through.</summary>
    public void RunAll(CancellationToken cancellation)
    {
        foreach (var cell in cells)
            Run(cell, cancellation);
    }

    /// <summary>Sees a run through that is not done.</summary>
    /// <returns>Seconds that took; 0 where it was done before.</returns>
    public double Run(ComparisonCell cell, CancellationToken cancellation)
    {
        if (_done.Contains(cell))
            return 0;
        if (runner.Find(cell) is not null)
        {
            Completed(cell, true);
            return 0;
        }
        cancellation.ThrowIfCancellationRequested();
        events(new CellStarted(cell.Strategy, cell.Seed, _done.Count, cells.Count, Remaining()));
        var clock = Stopwatch.StartNew();
        runner.Run(cell, cancellation);
        var taken = clock.Elapsed.TotalSeconds;
        if (!_seconds.TryGetValue(cell.Strategy, out var seconds))
            _seconds.Add(cell.Strategy, seconds = []);
        seconds.Add(taken);
        Completed(cell, false);
        return taken;
    }

    private void Completed(ComparisonCell cell, bool wasThere)
    {
        if (_done.Add(cell))
            events(new CellCompleted(runner.Find(cell)!, scoreName, _done.Count, cells.Count, wasThere));
    }

    // Known only when each strategy has been seen once.
    private TimeSpan? Remaining()
    {
        if (IsOpenEnded)
            return null;
        var sum = 0.0;
        foreach (var cell in cells.Where(c => !_done.Contains(c)))
        {
            if (!_seconds.TryGetValue(cell.Strategy, out var seconds))
                return null;
            sum += seconds.Average();
        }
        return TimeSpan.FromSeconds(sum);
    }
}

/// <summary>A run of a comparison begins or goes on.</summary>
/// <param name="Strategy">Its strategy.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Done">Runs that are done.</param>
/// <param name="Total">Runs in all.</param>
/// <param name="Remaining">Estimated time to the end of the comparison; null where it is not known.</param>
public sealed record CellStarted(string Strategy, ulong Seed, int Done, int Total, TimeSpan? Remaining) : TrainingEvent
{
    /// <summary>E.g. <c>run 3/10  full, seed 1  |  2 min 05 s left</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"run {Done + 1}/{Total}  {Strategy}, seed {Seed}{(Remaining is { } left ? $"  |  {TimeText.Of(left)} left" : "")}");
}

/// <summary>A run of a comparison is done.</summary>
/// <param name="Run">What it came to.</param>
/// <param name="ScoreName"><c>accuracy</c> or <c>mAP</c>.</param>
/// <param name="Done">Runs that are done.</param>
/// <param name="Total">Runs in all.</param>
/// <param name="WasThere">Whether an earlier session had done it.</param>
public sealed record CellCompleted(ComparedRun Run, string ScoreName, int Done, int Total, bool WasThere) : TrainingEvent
{
    /// <summary>E.g. <c>run 3/10  full, seed 1: accuracy 0.830, loss 0.412, 12.0 s</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"run {Done}/{Total}  {Run.Strategy}, seed {Run.Seed}: {ScoreName} {Run.Score:0.000}, loss {Run.Loss:0.000}, {Run.Seconds:0.0} s")
        + (WasThere ? ", done before" : "");
}

/// <summary>A comparison is done: its summary lies in its folder.</summary>
/// <param name="Summary">What was found.</param>
/// <param name="Folder">The folder.</param>
public sealed record ComparisonFinished(ComparisonSummary Summary, string Folder) : TrainingEvent
{
    /// <summary>E.g. <c>The comparison is done: its summary is in compared</c>.</summary>
    public override string ToString() => $"The comparison is done: its summary is in {Folder}";
}

/// <summary>A strategy gets no more seeds within the budget.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Reason">Why, to follow its name.</param>
public sealed record StrategyEnded(string Strategy, string Reason) : TrainingEvent
{
    /// <summary>E.g. <c>full has lost against linear-probe.</c></summary>
    public override string ToString() => $"{Strategy} has {Reason}.";
}
