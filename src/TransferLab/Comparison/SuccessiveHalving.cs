using System.Globalization;

namespace TransferLab.Comparison;

/// <summary>
/// Successive halving (Karnin, Koren, Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML 2013) over strategies: all train part of the way, the worse half is stopped,
/// the rest goes on, and so forth in ⌈log₂ n⌉ rounds; but here a strategy is only stopped if it is clearly beaten. The last one trains to its end whatever it scores on the way: a
/// fine-tuned network often overtakes late.
/// </summary>
internal static class SuccessiveHalving
{
    /// <summary>Runs the rounds.</summary>
    /// <param name="strategies">The strategies; those in <paramref name="cheap"/> are never stopped, but others are held against them.</param>
    /// <param name="cheap">Strategies that train nothing of the backbone and are therefore seen through at once.</param>
    /// <param name="budget">Share of all epochs to spend where enough strategies are clearly beaten: that of one whole strategy, and the rest evenly over rounds and strategies.</param>
    /// <param name="advance">Trains a strategy, with all seeds, up to a share of its epochs and returns its mean score so far.</param>
    /// <param name="margin">Difference of two mean scores within which neither is clearly beaten.</param>
    /// <param name="stop">Told that a strategy is stopped at a share of its epochs.</param>
    /// <exception cref="ArgumentException">The budget does not suffice to see one strategy through.</exception>
    public static void Run(IReadOnlyList<string> strategies, IReadOnlySet<string> cheap, double budget, Func<string, double, double> advance,
        Func<double, double, double> margin, Action<string, double> stop)
    {
        var left = strategies.Where(s => !cheap.Contains(s)).ToList();
        Check(budget, left.Count);
        var scores = strategies.Where(cheap.Contains).ToDictionary(s => s, s => advance(s, 1));
        var rounds = (int)Math.Ceiling(Math.Log2(Math.Max(left.Count, 1)));
        var perRound = ((budget * left.Count) - 1) / Math.Max(rounds, 1);
        var share = 0.0;
        while (left.Count > 1 && share < 1 && rounds-- > 0)
        {
            // Rounded, so that a resumed comparison finds the same pauses. The one that is seen through has its share already.
            share = Math.Min(1, Math.Round(share + (perRound / (left.Count - 1)), 4));
            foreach (var strategy in left)
                scores[strategy] = advance(strategy, share);
            if (share >= 1)
                return;
            var best = scores.Values.Max();
            foreach (var strategy in left.OrderByDescending(s => scores[s]).ThenBy(s => s, StringComparer.Ordinal).Skip((left.Count + 1) / 2).ToList())
            {
                if (best - scores[strategy] <= margin(best, scores[strategy]))
                    continue;
                stop(strategy, share);
                left.Remove(strategy);
                scores.Remove(strategy);
            }
        }
        foreach (var strategy in left)
            advance(strategy, 1);
    }

    /// <summary>Whether a budget suffices for a number of strategies that train part of the backbone.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Check(double budget, int strategies)
    {
        if (strategies > 1 && budget * strategies <= 1)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"--budget {budget} is too small: one of the {strategies} strategies that train part of the backbone is always seen through. Give more than {Math.Ceiling(100.0 / strategies) / 100}."));
    }
}
