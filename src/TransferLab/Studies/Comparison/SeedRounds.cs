namespace TransferLab.Studies.Comparison;

/// <summary>Spends a budget in rounds: in the first, every strategy runs with its first seed, the cheapest first; in the next with the second,
/// and so forth. It is successive halving (Karnin, Koren, Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML 2013) with seeds
/// for samples, and two differences: a strategy is dropped only if it is clearly beaten, by a test, and a run is never cut short, so that every
/// number in the report is that of a whole run. A run that would cost more than what is left is not begun, and then its strategy gets no more
/// seeds. The first run of the reference takes place in any case, and with a budget of one n-th for n seeds that of every strategy.</summary>
internal sealed class SeedRounds(IReadOnlyList<string> strategies, string reference, int seeds, double budget, IBudgetedWork work)
{
    // For three seeds people write 0.33.
    private const double Tolerance = 0.02;

    /// <summary>Seconds that the comparison may take: the budget's share of what all its runs take as commands one after another, which compute the features
    /// they have in common once.</summary>
    public double Ceiling => budget * (work.SharedSeconds + (seeds * strategies.Sum(work.SecondsAlone)));

    /// <summary>The smallest budget, in whole hundredths, within which every strategy gets its first seed, whatever that is expected to cost.</summary>
    public static double EnoughForFirstSeeds(int seeds) => Math.Ceiling(100 * (1 - Tolerance) / seeds) / 100;

    /// <summary>Runs the rounds.</summary>
    public void Run()
    {
        for (var seed = 0; seed < seeds; seed++)
        {
            var left = strategies.Where(s => IsIn(s, seed)).ToList();
            work.Share(seed, left.FindAll(s => IsSure(s, seed) || Fits(s, seed)));
            while (left.Count > 0)
            {
                // Asked anew each time: what has been measured meanwhile says more than what was guessed.
                var next = left.MinBy(s => (s != reference, work.SecondsHere(s, seed)))!;
                left.Remove(next);
                if (IsSure(next, seed) || Fits(next, seed))
                    work.Run(next, seed);
                else
                    work.End(new()
                    {
                        Strategy = next,
                        Seeds = seed,
                        End = BudgetEnd.Spent,
                        Needed = work.SecondsHere(next, seed),
                        Left = Ceiling - work.Spent
                    });
            }
            if (seed < seeds - 1)
                Judge(seed + 1);
        }
    }

    // A strategy that has ended still has the seeds it had before.
    private bool IsIn(string strategy, int seed) => work.Decisions.FirstOrDefault(d => d.Strategy == strategy) is not { } end || seed < end.Seeds;

    private bool IsSure(string strategy, int seed) =>
        (seed == 0 && (strategy == reference || budget >= EnoughForFirstSeeds(seeds))) || work.IsBegun(strategy, seed);

    private bool Fits(string strategy, int seed) => work.Spent + work.SecondsHere(strategy, seed) <= Ceiling;

    // All are held against the one that is best against the reference with the same seeds; means over different seeds would compare splits. The reference
    // itself goes on: differences are to it.
    private void Judge(int count)
    {
        var leader = strategies.Where(s => work.IsBegun(s, 0)).MaxBy(s => s == reference ? 0 : work.Compare(s, reference, count).Difference)!;
        foreach (var strategy in strategies.Where(s => s != leader && s != reference && IsIn(s, count)))
            if (work.Compare(leader, strategy, count) is { IsClear: true } outcome)
                work.End(new()
                {
                    Strategy = strategy,
                    Seeds = count,
                    End = BudgetEnd.Beaten,
                    By = leader,
                    Difference = outcome.Difference,
                    PValue = outcome.PValue
                });
    }
}

/// <summary>What <see cref="SeedRounds"/> decides about. Seeds are counted from 0 here.</summary>
internal interface IBudgetedWork
{
    /// <summary>Decisions of earlier sessions, and of this one.</summary>
    IReadOnlyList<BudgetDecision> Decisions { get; }

    /// <summary>Seconds spent so far, over all sessions, loading included.</summary>
    double Spent { get; }

    /// <summary>Seconds of these for features that runs share.</summary>
    double SharedSeconds { get; }

    /// <summary>Seconds that a run of a strategy takes or would take as a command of its own, what every command begins with included,
    /// but not its features: commands one after another find those in their common cache. 0 before anything is known.</summary>
    double SecondsAlone(string strategy);

    /// <summary>Seconds that a run takes or would take here, where features are shared: of these, only those that are still to be computed count.</summary>
    double SecondsHere(string strategy, int seed);

    /// <summary>Whether a run is done, or has been begun.</summary>
    bool IsBegun(string strategy, int seed);

    /// <summary>Computes the features that runs with a seed share.</summary>
    void Share(int seed, IReadOnlyList<string> strategies);

    /// <summary>Sees a run through.</summary>
    void Run(string strategy, int seed);

    /// <summary>Holds two strategies against each other, on the seeds that both have.</summary>
    /// <param name="first">A strategy.</param>
    /// <param name="second">Another.</param>
    /// <param name="seeds">How many seeds to look at, from the first.</param>
    PairedOutcome Compare(string first, string second, int seeds);

    /// <summary>Takes a decision down.</summary>
    void End(BudgetDecision decision);
}
