namespace TransferLab.Studies.Comparison;

/// <summary>
/// Spends a budget in rounds: in the first, every strategy runs with its first seed, the cheapest first; in the next with the second, and so forth. It is successive halving (Karnin,
/// Koren, Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML 2013) with seeds for samples, and two differences: a strategy is dropped only if it is clearly beaten, by a
/// test, and a run is never cut short, so that every number in the report is that of a whole run. A run that would cost more than what is left is not begun, and then its strategy gets
/// no more seeds. The first run of the reference takes place in any case, and with a budget of one n-th for n seeds that of every strategy.
/// </summary>
internal sealed class SeedRounds(IReadOnlyList<string> strategies, string reference, int seeds, double budget, IBudgetedWork work)
{
    // For three seeds people write 0.33.
    private const double Tolerance = 0.02;

    /// <summary>Seconds that the comparison may take: the budget's share of what all its runs take as commands one after another, which compute the features they have in common once.</summary>
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
                    work.End(new() { Strategy = next, Seeds = seed, End = BudgetEnd.Spent, Needed = work.SecondsHere(next, seed), Left = Ceiling - work.Spent });
            }
            if (seed < seeds - 1)
                Judge(seed + 1);
        }
    }

    // A strategy that has ended still has the seeds it had before.
    private bool IsIn(string strategy, int seed) => work.Decisions.FirstOrDefault(d => d.Strategy == strategy) is not { } end || seed < end.Seeds;

    private bool IsSure(string strategy, int seed) => (seed == 0 && (strategy == reference || budget >= EnoughForFirstSeeds(seeds))) || work.IsBegun(strategy, seed);

    private bool Fits(string strategy, int seed) => work.Spent + work.SecondsHere(strategy, seed) <= Ceiling;

    // All are held against the one that is best against the reference with the same seeds; means over different seeds would compare splits. The reference itself goes on: differences are to it.
    private void Judge(int count)
    {
        var leader = strategies.Where(s => work.IsBegun(s, 0)).MaxBy(s => s == reference ? 0 : work.Compare(s, reference, count).Difference)!;
        foreach (var strategy in strategies.Where(s => s != leader && s != reference && IsIn(s, count)))
            if (work.Compare(leader, strategy, count) is { IsClear: true } outcome)
                work.End(new() { Strategy = strategy, Seeds = count, End = BudgetEnd.Beaten, By = leader, Difference = outcome.Difference, PValue = outcome.PValue });
    }
}
