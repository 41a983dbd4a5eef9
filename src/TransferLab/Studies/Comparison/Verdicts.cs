namespace TransferLab.Studies.Comparison;

/// <summary>What the figures of a comparison say, in words; a difference that chance alone explains is called noise.</summary>
internal static class Verdicts
{
    // Epochs are the same for all; what has steps beyond them, as lp-ft has those of its probe, may owe its lead to these.
    private const double ManySteps = 1.5;

    /// <summary>One strategy against the reference.</summary>
    public static string Of(ComparedStrategy s, string reference) => s switch
    {
        { Difference: null } => "the reference",
        { Difference: var d } =>
            $"{Points(d)} at {Times(s.TimeRatio)}: "
                + $"{Judgement(d) switch { > 0 => $"better than {reference}", < 0 => $"worse than {reference}", _ => "within noise" }}",
    };

    /// <summary>The comparison as a whole.</summary>
    /// <param name="strategies">All strategies that have runs, with their differences to the reference.</param>
    /// <param name="reference">Name of the reference.</param>
    /// <param name="difference">Difference of two strategies, paired by seed: of the first to the second.</param>
    public static string Of(IReadOnlyList<ComparedStrategy> strategies, string reference, Func<ComparedStrategy, ComparedStrategy, Estimate> difference)
    {
        // Ordered by the paired difference: within a budget, means of scores may be over different seeds.
        var others = strategies.Where(s => s.Strategy != reference).OrderByDescending(s => s.Difference!.Mean).ThenBy(s => s.Seconds).ToArray();
        if (others.Length == 0)
            return $"Only {reference} was run; there is nothing to hold it against.";
        var better = others.Where(s => Judgement(s.Difference!) > 0).ToArray();
        if (better.Length == 0)
        {
            var closest = others[0];
            return $"{reference} is enough: {closest.Strategy}, the best of the others, is {Points(closest.Difference!)} at "
                + $"{Times(closest.TimeRatio)}{(Judgement(closest.Difference!) < 0 ? ", which is worse" : ", within noise")}.";
        }
        var best = better[0];
        var choice = better.Where(s => s.Seconds <= best.Seconds && !s.IsStopped && Judgement(difference(best, s)) <= 0).DefaultIfEmpty(best)
            .MinBy(s => s.Seconds)!;
        var worth = $"{choice.Strategy} is worth it: {Points(choice.Difference!)} over {reference} at {Times(choice.TimeRatio)}";
        var caution = strategies.FirstOrDefault(s => s.Strategy == reference) is { Steps: > 0 } r && choice.Steps > ManySteps * r.Steps
            ? string.Create(CultureInfo.InvariantCulture,
                $" It has {choice.Steps / r.Steps:0.0} times the steps: see whether the lead stays with more epochs for all.") : "";
        return choice == best ? worth + "." + caution
            : $"{worth}; {best.Strategy}, the best, is {Points(difference(best, choice))} over that at {Times(best.Seconds / Math.Max(choice.Seconds, 1e-9))}, "
                + $"within noise.{caution}";
    }

    /// <summary>What a budget left out, as a sentence with a space before it; empty where every strategy has all its seeds.</summary>
    public static string Gaps(IReadOnlyList<ComparedStrategy> strategies, IReadOnlyList<string> notRun)
    {
        if (notRun.Count == 0 && strategies.All(s => s.Seeds >= s.SeedsPlanned))
            return "";
        var has = strategies.Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Strategy} {(s.Seeds < s.SeedsPlanned ? $"{s.Seeds} of {s.SeedsPlanned}" : $"{s.Seeds}")}"));
        return $" Seeds within the budget: {string.Join(", ", has)}{(notRun.Count > 0 ? $"; not run: {string.Join(", ", notRun)}" : "")}.";
    }

    /// <summary>1 if a difference is above zero beyond its interval, −1 if below, 0 if chance explains it.</summary>
    public static int Judgement(Estimate d) => d.HalfWidth is { } h && Math.Abs(d.Mean) > h ? Math.Sign(d.Mean) : 0;

    private static string Points(Estimate d) =>
        string.Create(CultureInfo.InvariantCulture, $"{d.Mean * 100:+0.0;−0.0;±0.0} ± {d.HalfWidth * 100:0.0} points");

    private static string Times(double ratio) => ratio switch
    {
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{ratio:0} times the time"),
        >= 0.95 and < 1.05 => "the same time",
        _ => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0} times the time"),
    };
}
