using TransferLab.Studies.Comparison;
using TransferLab.Studies.Statistics;

namespace TransferLab.Tests.Studies.Comparison;

public sealed class SeedRoundsTests
{
    private static readonly Dictionary<string, double> s_seconds = new(StringComparer.Ordinal) { ["probe"] = 1, ["partial"] = 2, ["lp-ft"] = 30, ["full"] = 27 };

    [Fact]
    public void Enough_for_all_runs_all_seed_by_seed_and_the_cheapest_first()
    {
        var work = Run(1, []);
        Assert.Equal(["probe 0", "partial 0", "full 0", "lp-ft 0", "probe 1", "partial 1", "full 1", "lp-ft 1", "probe 2", "partial 2", "full 2", "lp-ft 2"], work.Order);
        Assert.Empty(work.Decisions);
    }

    [Fact]
    public void What_is_clearly_beaten_gets_no_more_seeds_and_the_reference_goes_on()
    {
        var work = Run(1, new(StringComparer.Ordinal) { ["probe"] = 0.5, ["partial"] = 0.9, ["lp-ft"] = 0.6, ["full"] = 0.88 });
        Assert.Equal(["probe 0", "partial 0", "full 0", "lp-ft 0", "probe 1", "partial 1", "full 1", "probe 2", "partial 2", "full 2"], work.Order);
        var end = Assert.Single(work.Decisions);
        Assert.Equal(("lp-ft", 1, BudgetEnd.Beaten, "partial"), (end.Strategy, end.Seeds, end.End, end.By));
        Assert.Equal("1 of 3 seeds: clearly beaten by partial", end.Text(3));
    }

    [Fact]
    public void What_is_left_goes_to_the_cheap_ones()
    {
        // A third of 180 s: one seed of each, and not a second of the slow ones.
        var work = Run(0.335, []);
        Assert.Equal(["probe 0", "partial 0", "full 0", "lp-ft 0"], work.Order);
        work = Run(0.353, []);
        Assert.Equal(["probe 0", "partial 0", "full 0", "lp-ft 0", "probe 1", "partial 1"], work.Order);
        Assert.Equal([("full", 1), ("lp-ft", 1), ("probe", 2), ("partial", 2)], work.Decisions.Select(d => (d.Strategy, d.Seeds)));
        Assert.All(work.Decisions, d => Assert.Equal(BudgetEnd.Spent, d.End));
    }

    [Fact]
    public void The_first_round_keeps_to_the_ceiling_too_but_for_the_reference()
    {
        Assert.Equal(["probe 0", "partial 0", "probe 1", "partial 1", "probe 2", "partial 2"], Run(0.1, []).Order);
        Assert.Equal(["probe 0"], Run(1e-9, []).Order);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void The_ceiling_holds_where_costs_are_known(double budget) => Assert.InRange(Run(budget, []).Spent, 0, budget * 180);

    [Fact]
    public void Features_are_shared_by_those_that_can_be_afforded()
    {
        var work = Run(0.1, []);
        Assert.Equal(["probe,partial", "probe,partial", "probe,partial"], work.Shared);
    }

    [Fact]
    public void One_nth_of_the_budget_is_a_first_seed_of_everything_even_where_it_costs_a_little_more()
    {
        // 59.4 s for runs of 60 s.
        Assert.Equal(["probe 0", "partial 0", "full 0", "lp-ft 0"], Run(0.33, []).Order);
        Assert.DoesNotContain("lp-ft 0", Run(0.32, []).Order);
        Assert.Equal([0.98, 0.49, 0.33, 0.2, 0.01, 0.01], new[] { 1, 2, 3, 5, 98, 1000 }.Select(SeedRounds.EnoughForFirstSeeds));
    }

    [Fact]
    public void Features_of_a_seed_that_nobody_can_afford_are_not_computed()
    {
        // One seed of each takes 62 s of the ceiling of 64: enough for a probe, but not for its features too.
        var work = new Work(s_seconds, []) { FeatureSeconds = 2 };
        new SeedRounds([.. s_seconds.Keys], "probe", 3, 64 / 180.0, work).Run();
        Assert.Equal(["probe 0", "partial 0", "full 0", "lp-ft 0"], work.Order);
        Assert.Equal(["probe,partial,lp-ft,full", "", ""], work.Shared);
        Assert.Equal(62, work.Spent);
    }

    [Fact]
    public void A_run_that_was_begun_is_seen_through_and_a_decision_stands()
    {
        var work = new Work(s_seconds, []) { Begun = { ("lp-ft", 0) } };
        work.End(new() { Strategy = "partial", Seeds = 0, End = BudgetEnd.Spent });
        new SeedRounds([.. s_seconds.Keys], "probe", 3, 0.01, work).Run();
        Assert.Equal(["probe 0", "lp-ft 0"], work.Order);
        Assert.Single(work.Decisions, d => d.Strategy == "partial");
    }

    private static Work Run(double budget, Dictionary<string, double> scores)
    {
        var work = new Work(s_seconds, scores);
        new SeedRounds([.. s_seconds.Keys], "probe", 3, budget, work).Run();
        return work;
    }

    private sealed class Work(Dictionary<string, double> seconds, Dictionary<string, double> scores) : IBudgetedWork
    {
        private readonly List<BudgetDecision> _decisions = [];
        private readonly HashSet<int> _shared = [];

        public List<string> Order { get; } = [];

        public List<string> Shared { get; } = [];

        public HashSet<(string, int)> Begun { get; } = [];

        public IReadOnlyList<BudgetDecision> Decisions => _decisions;

        public double Spent { get; private set; }

        public double SharedSeconds => _shared.Count * FeatureSeconds;

        public double SecondsAlone(string strategy) => seconds[strategy];

        public double SecondsHere(string strategy, int seed) => seconds[strategy] + (_shared.Contains(seed) ? 0 : FeatureSeconds);

        public double FeatureSeconds { get; init; }

        public bool IsBegun(string strategy, int seed) => Begun.Contains((strategy, seed));

        public void Share(int seed, IReadOnlyList<string> strategies)
        {
            Shared.Add(string.Join(',', strategies));
            if (strategies.Count > 0 && _shared.Add(seed))
                Spent += FeatureSeconds;
        }

        public void Run(string strategy, int seed)
        {
            Assert.DoesNotContain(_decisions, d => d.Strategy == strategy && d.Seeds <= seed);
            Order.Add($"{strategy} {seed}");
            Begun.Add((strategy, seed));
            Spent += seconds[strategy];
        }

        public PairedOutcome Compare(string first, string second, int seeds)
        {
            var d = scores.GetValueOrDefault(first) - scores.GetValueOrDefault(second);
            return new(d, 0.01, d > 0.05);
        }

        public void End(BudgetDecision decision) => _decisions.Add(decision);
    }
}
