using System.Globalization;

namespace TransferLab.Comparison;

/// <summary>What the figures of a comparison say, in words; a difference that chance alone explains is called noise.</summary>
internal static class Verdicts
{
    /// <summary>One strategy against the reference.</summary>
    public static string Of(ComparedStrategy s, string reference, int epochsDone) => s switch
    {
        { IsStopped: true } => string.Create(CultureInfo.InvariantCulture, $"stopped after {epochsDone} epochs: clearly beaten"),
        { Difference: null } => "the reference",
        { Difference: var d } => $"{Points(d)} at {Times(s.TimeRatio)}: {Judgement(d) switch { > 0 => $"better than {reference}", < 0 => $"worse than {reference}", _ => "within noise" }}",
    };

    /// <summary>The comparison as a whole.</summary>
    /// <param name="strategies">All strategies, with their differences to the reference.</param>
    /// <param name="reference">Name of the reference.</param>
    /// <param name="difference">Difference of two strategies, paired by seed: of the first to the second.</param>
    public static string Of(IReadOnlyList<ComparedStrategy> strategies, string reference, Func<ComparedStrategy, ComparedStrategy, Estimate> difference)
    {
        var whole = strategies.Where(s => !s.IsStopped).ToArray();
        var others = whole.Where(s => s.Strategy != reference).ToArray();
        if (others.Length == 0)
            return strategies.Count > 1 ? $"{reference} is enough: all others were clearly beaten part of the way." : $"Only {reference} was run; there is nothing to hold it against.";
        var better = others.Where(s => Judgement(s.Difference!) > 0).OrderByDescending(s => s.Score.Mean).ThenBy(s => s.Seconds).ToArray();
        if (better.Length == 0)
        {
            var closest = others.OrderByDescending(s => s.Score.Mean).ThenBy(s => s.Seconds).First();
            return $"{reference} is enough: {closest.Strategy}, the best of the others, is {Points(closest.Difference!)} at {Times(closest.TimeRatio)}{(Judgement(closest.Difference!) < 0 ? ", which is worse" : ", within noise")}.";
        }
        var best = better[0];
        var choice = better.Where(s => s.Seconds <= best.Seconds && Judgement(difference(best, s)) <= 0).MinBy(s => s.Seconds)!;
        var worth = $"{choice.Strategy} is worth it: {Points(choice.Difference!)} over {reference} at {Times(choice.TimeRatio)}";
        return choice == best ? worth + "."
            : $"{worth}; {best.Strategy}, the best, is {Points(difference(best, choice))} over that at {Times(best.Seconds / Math.Max(choice.Seconds, 1e-9))}, within noise.";
    }

    /// <summary>1 if a difference is above zero beyond its interval, −1 if below, 0 if chance explains it.</summary>
    public static int Judgement(Estimate d) => d.HalfWidth is { } h && Math.Abs(d.Mean) > h ? Math.Sign(d.Mean) : 0;

    private static string Points(Estimate d) => string.Create(CultureInfo.InvariantCulture, $"{d.Mean * 100:+0.0;−0.0;±0.0} ± {d.HalfWidth * 100:0.0} points");

    private static string Times(double ratio) => ratio switch
    {
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{ratio:0} times the time"),
        >= 0.95 and < 1.05 => "the same time",
        _ => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0} times the time"),
    };
}
