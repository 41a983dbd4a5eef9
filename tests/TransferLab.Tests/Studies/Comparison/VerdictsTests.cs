using TransferLab.Studies.Comparison;
using TransferLab.Studies.Statistics;

namespace TransferLab.Tests.Studies.Comparison;

public sealed class VerdictsTests
{
    [Fact]
    public void A_difference_within_noise_leaves_the_probe_enough() => Assert.Equal(
        "linear-probe is enough: full, the best of the others, is +0.8 ± 1.9 points at 31 times the time, within noise.",
        Whole(Strategy("linear-probe", 0.84, null, 1), Strategy("partial:1", 0.83, new(-0.01, 0.02), 3), Strategy("full", 0.848, new(0.008, 0.019), 31)));

    [Fact]
    public void The_cheapest_of_those_that_are_as_good_as_the_best_is_worth_it()
    {
        var verdict = Whole(Strategy("linear-probe", 0.5, null, 1), Strategy("partial:1", 0.8, new(0.3, 0.05), 4), Strategy("full", 0.81, new(0.31, 0.05), 40));
        Assert.StartsWith("partial:1 is worth it: +30.0 ± 5.0 points over linear-probe at 4.0 times the time; full, the best, is +1.0", verdict, StringComparison.Ordinal);
        Assert.EndsWith("within noise.", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clear_winner_is_named() => Assert.Equal("full is worth it: +31.0 ± 5.0 points over linear-probe at 40 times the time.",
        Whole(Strategy("linear-probe", 0.5, null, 1), Strategy("partial:1", 0.6, new(0.1, 0.05), 4), Strategy("full", 0.81, new(0.31, 0.05), 40)));

    [Fact]
    public void A_lead_with_many_more_steps_is_not_taken_at_face_value() => Assert.EndsWith(" It has 20.0 times the steps: see whether the lead stays with more epochs for all.",
        Whole(Strategy("linear-probe", 0.6, null, 1) with { Steps = 30 }, Strategy("lp-ft", 0.89, new(0.26, 0.14), 7.6) with { Steps = 600 }), StringComparison.Ordinal);

    [Fact]
    public void What_is_worse_is_called_worse() => Assert.EndsWith(", which is worse.",
        Whole(Strategy("linear-probe", 0.9, null, 1), Strategy("full", 0.5, new(-0.4, 0.1), 20)), StringComparison.Ordinal);

    [Fact]
    public void What_is_clearly_beaten_is_not_recommended_for_being_cheap() => Assert.Equal("full is worth it: +31.0 ± 5.0 points over linear-probe at 40 times the time.",
        Whole(Strategy("linear-probe", 0.5, null, 1), Strategy("partial:1", 0.8, new(0.3, 0.05), 4) with { IsStopped = true, Seeds = 1 }, Strategy("full", 0.81, new(0.31, 0.05), 40)));

    [Fact]
    public void Seeds_that_a_budget_left_out_are_named()
    {
        Assert.Equal(" Seeds within the budget: linear-probe 3, full 1 of 3; not run: lp-ft.", Verdicts.Gaps([Strategy("linear-probe", 0.9, null, 1), Strategy("full", 0.5, new(0, 0), 2) with { Seeds = 1 }], ["lp-ft"]));
        Assert.Equal("", Verdicts.Gaps([Strategy("linear-probe", 0.9, null, 1)], []));
    }

    [Fact]
    public void The_best_is_the_best_of_paired_differences_whatever_the_splits_of_its_seeds() =>
        // One seed on an easy split scores high, and no higher than the probe there.
        Assert.Equal("linear-probe is enough: partial:1, the best of the others, is +1.0 ± 2.0 points at 3.0 times the time, within noise.",
            Whole(Strategy("linear-probe", 0.84, null, 1), Strategy("partial:1", 0.85, new(0.01, 0.02), 3), Strategy("full", 0.95, new(0, 0.2), 31) with { Seeds = 1 }));

    [Fact]
    public void A_single_strategy_has_no_verdict() => Assert.StartsWith("Only linear-probe was run", Whole(Strategy("linear-probe", 0.84, null, 1)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.05, 0.02, "+5.0 ± 2.0 points at 20 times the time: better than linear-probe")]
    [InlineData(-0.05, 0.02, "−5.0 ± 2.0 points at 20 times the time: worse than linear-probe")]
    [InlineData(0.05, 0.06, "+5.0 ± 6.0 points at 20 times the time: within noise")]
    public void A_strategy_is_judged_by_its_interval(double mean, double half, string expected) => Assert.Equal(expected, Verdicts.Of(Strategy("full", 0.5, new(mean, half), 20), "linear-probe"));

    private static string Whole(params ComparedStrategy[] strategies) =>
        Verdicts.Of(strategies, "linear-probe", (a, b) => new(a.Score.Mean - b.Score.Mean, Math.Abs(a.Score.Mean - b.Score.Mean) < 0.05 ? 0.05 : 0.01));

    private static ComparedStrategy Strategy(string name, double score, Estimate? difference, double time) => new()
    {
        Strategy = name,
        Seeds = 3,
        SeedsPlanned = 3,
        Score = new(score, 0.02),
        MacroF1 = new(score, 0.02),
        Loss = new(1, 0.1),
        Difference = difference,
        TrainableParameters = 10,
        Seconds = time * 2,
        TimeRatio = time,
        ImagesPerSecond = 100,
        PeakMemoryBytes = 1 << 20,
        Verdict = "",
    };
}
