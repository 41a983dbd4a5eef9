using TransferLab.Comparison;

namespace TransferLab.Tests.Comparison;

public sealed class SuccessiveHalvingTests
{
    private readonly Dictionary<string, double> _shares = [];
    private readonly List<string> _stopped = [];

    [Fact]
    public void What_is_clearly_beaten_is_stopped_and_the_rest_trains_to_its_end()
    {
        Halve(0.4, new() { ["probe"] = 0.9, ["a"] = 0.5, ["b"] = 0.91, ["c"] = 0.4, ["d"] = 0.6 }, margin: 0.05);
        Assert.Equal(["a", "c", "d"], _stopped.Order(StringComparer.Ordinal));
        Assert.Equal((1.0, 1.0), (_shares["probe"], _shares["b"]));
        Assert.All(_stopped, s => Assert.True(_shares[s] < 1));
    }

    [Fact]
    public void What_may_be_chance_stops_nothing()
    {
        Halve(0.4, new() { ["probe"] = 0.9, ["a"] = 0.85, ["b"] = 0.91, ["c"] = 0.86 }, margin: 0.1);
        Assert.Empty(_stopped);
        Assert.All(_shares.Values, s => Assert.Equal(1, s));
    }

    [Fact]
    public void The_best_of_those_that_train_the_backbone_is_seen_through_though_the_probe_is_ahead()
    {
        Halve(0.6, new() { ["probe"] = 0.9, ["a"] = 0.5, ["b"] = 0.2 }, margin: 0.1);
        Assert.Equal(["b"], _stopped);
        Assert.Equal((1.0, 0.2), (_shares["a"], Math.Round(_shares["b"], 3)));
    }

    [Theory]
    [InlineData(2, 0.6)]
    [InlineData(4, 0.3)]
    [InlineData(5, 0.3)]
    [InlineData(8, 0.5)]
    public void Where_scores_are_far_apart_the_budget_holds(int strategies, double budget)
    {
        var scores = Enumerable.Range(0, strategies).ToDictionary(i => $"s{i}", i => 0.1 * i);
        scores["probe"] = 0.95;
        Halve(budget, scores, margin: 0.01);
        var spent = _shares.Where(s => s.Key != "probe").Sum(s => s.Value);
        Assert.InRange(spent, 1, (budget * strategies) + 1e-3);
        // The last two may come to their end before they are told apart.
        Assert.InRange(_stopped.Count, strategies - 2, strategies - 1);
    }

    [Fact]
    public void A_budget_that_sees_nothing_through_is_refused() =>
        Assert.Contains("Give more than 0.25", Assert.Throws<ArgumentException>(() => Halve(0.2, new() { ["a"] = 1, ["b"] = 1, ["c"] = 1, ["d"] = 1 }, 0)).Message, StringComparison.Ordinal);

    private void Halve(double budget, Dictionary<string, double> scores, double margin) =>
        SuccessiveHalving.Run([.. scores.Keys], new HashSet<string> { "probe" }, budget, (s, share) =>
        {
            Assert.DoesNotContain(s, _stopped);
            Assert.True(share >= _shares.GetValueOrDefault(s), "a run never goes back");
            _shares[s] = share;
            return scores[s];
        }, (_, _) => margin, (s, _) => _stopped.Add(s));
}
