using System.Diagnostics;
using TransferLab.Comparison.Events;
using TransferLab.Training.Events;

namespace TransferLab.Comparison;

/// <summary>Works through runs of a comparison, says how far it is, and estimates what is left.</summary>
internal sealed class ComparisonSession(CellRunner runner, IReadOnlyList<ComparisonCell> cells, string scoreName, Action<TrainingEvent> events)
{
    // Seconds of finished runs by strategy: runs of one strategy take about the same time.
    private readonly Dictionary<string, List<double>> _seconds = new(StringComparer.Ordinal);
    private readonly HashSet<ComparisonCell> _done = [];

    /// <summary>Sees all runs through.</summary>
    public void RunAll(CancellationToken cancellation)
    {
        foreach (var cell in cells)
            Advance(cell, 1, cancellation);
    }

    /// <summary>Trains all runs of a strategy up to a share of their epochs.</summary>
    /// <returns>The mean of their scores so far.</returns>
    public double Advance(string strategy, double share, CancellationToken cancellation) => cells.Where(c => c.Strategy == strategy).ToArray().Average(c => Advance(c, share, cancellation));

    /// <summary>Declares all runs of a strategy stopped that are not done.</summary>
    public void Stop(string strategy, double share, CancellationToken cancellation)
    {
        events(new RunMessage($"{strategy} is clearly beaten and stopped."));
        foreach (var cell in cells.Where(c => c.Strategy == strategy))
        {
            runner.Stop(cell, share, cancellation);
            Completed(cell, false);
        }
    }

    private double Advance(ComparisonCell cell, double share, CancellationToken cancellation)
    {
        if (_done.Contains(cell))
            return runner.Find(cell)!.Score;
        if (runner.Find(cell) is { } known)
        {
            Completed(cell, true);
            return known.Score;
        }
        cancellation.ThrowIfCancellationRequested();
        events(new CellStarted(cell.Strategy, cell.Seed, _done.Count, cells.Count, share, Remaining()));
        var clock = Stopwatch.StartNew();
        var score = runner.Advance(cell, share, cancellation);
        if (runner.Find(cell) is null)
            return score;
        if (!_seconds.TryGetValue(cell.Strategy, out var seconds))
            _seconds.Add(cell.Strategy, seconds = []);
        seconds.Add(clock.Elapsed.TotalSeconds);
        Completed(cell, false);
        return score;
    }

    private void Completed(ComparisonCell cell, bool wasThere)
    {
        if (_done.Add(cell))
            events(new CellCompleted(runner.Find(cell)!, scoreName, _done.Count, cells.Count, wasThere));
    }

    // Known only when each strategy has been seen once.
    private TimeSpan? Remaining()
    {
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
