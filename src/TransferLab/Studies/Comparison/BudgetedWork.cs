namespace TransferLab.Studies.Comparison;

/// <summary>The runs of a comparison as <see cref="SeedRounds"/> sees them, and what they cost.</summary>
internal sealed class BudgetedWork : IBudgetedWork
{
    private readonly ComparisonDirectory _directory;
    private readonly ComparisonSession _session;
    private readonly SharedFeatures _features;
    private readonly Action<TrainingEvent> _events;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<(string Strategy, int Seed), ComparisonCell> _cells = [];
    private readonly Dictionary<ComparisonCell, ComparedRun> _runs = [];
    private readonly Dictionary<ComparisonCell, IReadOnlyList<ImagePrediction>> _answers = [];
    private readonly CostModel _costs;
    private double _loading;

    /// <param name="directory">The comparison's folder.</param>
    /// <param name="cells">All its runs.</param>
    /// <param name="session">Does them.</param>
    /// <param name="features">Computes what they share.</param>
    /// <param name="work">What a run of each strategy has to compute.</param>
    /// <param name="loading">Seconds that this session spent before it could begin: on backbone and pictures, as every run on its own would.</param>
    /// <param name="events">Told of decisions.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    public BudgetedWork(ComparisonDirectory directory, IReadOnlyList<ComparisonCell> cells, ComparisonSession session, SharedFeatures features,
        IReadOnlyDictionary<string, StrategyWork> work, double loading, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        (_directory, _session, _features, _loading, _events, _cancellation) = (directory, session, features, loading, events, cancellation);
        Ledger = directory.ReadLedger();
        foreach (var cell in cells)
        {
            _cells.Add((cell.Strategy, (int)(cell.Seed - directory.Config.Common.Seed)), cell);
            if (directory.Find(cell) is { } run)
                _runs.Add(cell, run);
        }
        var names = cells.ToDictionary(c => (c.Strategy, c.Seed), c => c.Name);
        _costs = new(work, () => [.. _runs.Values], run => SecondsOf(run, names[(run.Strategy, run.Seed)]), loading);
    }

    /// <summary>What was spent and decided.</summary>
    public BudgetLedger Ledger { get; }

    public IReadOnlyList<BudgetDecision> Decisions => Ledger.Decisions;

    public double Spent => Ledger.LoadingSeconds + Ledger.SharedSeconds + _runs.Sum(r => SecondsOf(r.Value, r.Key.Name));

    public double SharedSeconds => Ledger.SharedSeconds;

    public double SecondsAlone(string strategy) => _costs.Alone(strategy);

    public double SecondsHere(string strategy, int seed) => _costs.Here(strategy) + _features.SecondsMissing(_cells[(strategy, seed)]);

    public bool IsBegun(string strategy, int seed) =>
        _cells[(strategy, seed)] is var cell && (_runs.ContainsKey(cell) || RunDirectory.IsRun(_directory.RunPath(cell)));

    public void Share(int seed, IReadOnlyList<string> strategies)
    {
        ComparisonCell[] cells = [.. strategies.Select(s => _cells[(s, seed)]).Where(c => !_runs.ContainsKey(c))];
        if (cells.Length == 0)
            return;
        var before = _features.Seconds;
        _features.Extract(cells, _cancellation);
        Ledger.SharedSeconds += _features.Seconds - before;
        Save();
    }

    public void Run(string strategy, int seed)
    {
        var cell = _cells[(strategy, seed)];
        var known = _runs.ContainsKey(cell);
        var seconds = _session.Run(cell, _cancellation);
        if (known)
            return;
        var run = _runs[cell] = _directory.Find(cell)!;
        // A run that was interrupted took time in earlier sessions too.
        Ledger.Seconds[cell.Name] = Math.Max(seconds, run.Seconds - run.SharedSeconds);
        Save();
    }

    public PairedOutcome Compare(string first, string second, int seeds)
    {
        var config = _directory.Config;
        var pairs = new List<PairedSeed>();
        for (var seed = 0; seed < seeds; seed++)
        {
            var (a, b) = (_cells[(first, seed)], _cells[(second, seed)]);
            if (!_runs.TryGetValue(a, out var x) || !_runs.TryGetValue(b, out var y))
                continue;
            var (better, worse) = ImageScores.Compare(Answers(a), Answers(b), config.Common.Dataset.Task == LearningTask.MultiLabel);
            pairs.Add(new(x.Score - y.Score, better, worse));
        }
        return PairedTest.Of(pairs, config.Confidence, config.Strategies.Count - 1);
    }

    public void End(BudgetDecision decision)
    {
        Ledger.Decisions.Add(decision);
        _directory.SaveLedger(Ledger);
        _events(new StrategyEnded(decision.Strategy, decision.Details(_directory.Config.Seeds)));
    }

    // A session that finds everything done has cost the comparison nothing.
    private void Save()
    {
        Ledger.LoadingSeconds += _loading;
        _loading = 0;
        _directory.SaveLedger(Ledger);
    }

    // A process that is killed between run and ledger leaves only the run.
    private double SecondsOf(ComparedRun run, string name) => Ledger.Seconds.TryGetValue(name, out var seconds) ? seconds : run.Seconds - run.SharedSeconds;

    private IReadOnlyList<ImagePrediction> Answers(ComparisonCell cell)
    {
        if (_answers.TryGetValue(cell, out var known))
            return known;
        var dataset = _directory.Config.Common.Dataset;
        return _answers[cell] =
            PredictionsFile.Read(new RunFiles(_directory.RunPath(cell)).Predictions, dataset.Labels, dataset.Task == LearningTask.MultiLabel);
    }
}
