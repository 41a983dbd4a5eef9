namespace TransferLab.Comparison;

/// <summary>
/// Successive halving (Karnin, Koren, Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML 2013) over strategies: the budget is spent in ⌈log₂ n⌉ rounds, evenly over
/// the strategies that are left, and after each round those in the worse half are stopped, but here only if they are clearly beaten. What is left at the end trains to its end.
/// </summary>
internal static class SuccessiveHalving
{
    /// <summary>Runs the rounds.</summary>
    /// <param name="strategies">The strategies; those in <paramref name="cheap"/> are never stopped, but others are held against them.</param>
    /// <param name="cheap">Strategies that train nothing of the backbone and are therefore seen through at once.</param>
    /// <param name="budget">Share of all epochs, above 0 and below 1.</param>
    /// <param name="advance">Trains a strategy, with all seeds, up to a share of its epochs and returns its mean score so far.</param>
    /// <param name="margin">Difference of two mean scores within which neither is clearly beaten.</param>
    /// <param name="stop">Told that a strategy is stopped at a share of its epochs.</param>
    public static void Run(IReadOnlyList<string> strategies, IReadOnlySet<string> cheap, double budget, Func<string, double, double> advance,
        Func<double, double, double> margin, Action<string, double> stop)
    {
        var scores = strategies.Where(cheap.Contains).ToDictionary(s => s, s => advance(s, 1));
        var left = strategies.Where(s => !cheap.Contains(s)).ToList();
        var rounds = Math.Max(1, (int)Math.Ceiling(Math.Log2(Math.Max(left.Count, 1))));
        var perRound = budget * left.Count / rounds;
        var share = 0.0;
        for (var round = 0; round < rounds && left.Count > 0; round++)
        {
            // Rounded, so that a resumed comparison finds the same pauses.
            share = Math.Min(1, Math.Round(share + (perRound / left.Count), 4));
            foreach (var strategy in left)
                scores[strategy] = advance(strategy, share);
            if (share >= 1)
                return;
            var best = scores.Values.Max();
            // Of a single strategy that is left there is no better half: only what needs no further training can beat it.
            var worse = left.OrderByDescending(s => scores[s]).ThenBy(s => s, StringComparer.Ordinal).Skip(left.Count == 1 ? 0 : (left.Count + 1) / 2).ToList();
            foreach (var strategy in worse.Where(s => best - scores[s] > margin(best, scores[s])))
            {
                stop(strategy, share);
                left.Remove(strategy);
                scores.Remove(strategy);
            }
        }
        foreach (var strategy in left)
            advance(strategy, 1);
    }
}
