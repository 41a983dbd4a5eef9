using TransferLab.Studies.Comparison;

namespace TransferLab.Tests.Studies.Comparison;

public sealed class CostModelTests
{
    private static readonly Dictionary<string, StrategyWork> s_work = new(StringComparer.Ordinal)
    {
        ["probe"] = new(100, 1, false),
        ["partial"] = new(90, 60, true),
        ["full"] = new(0, 6000, true),
    };

    private const double Loading = 3;

    private readonly List<ComparedRun> _runs = [];
    private readonly CostModel _costs;

    public CostModelTests() => _costs = new(s_work, () => _runs, r => r.Seconds - r.SharedSeconds + 1, Loading);

    [Fact]
    public void Nothing_is_known_before_the_first_run() => Assert.Equal((0, 0), (_costs.Alone("full"), _costs.Here("full")));

    [Fact]
    public void After_the_probe_its_features_tell_the_speed()
    {
        // 101 units in 10.1 s, a second of overhead.
        _runs.Add(Run("probe", 10.1, 10));
        Assert.Equal(6000 * 0.1 + 1, _costs.Here("full"), 9);
        Assert.Equal((Loading + 0.1 + 1, 0.1 + 1), (Math.Round(_costs.Alone("probe"), 9), Math.Round(_costs.Here("probe"), 9)));
        Assert.Equal(Loading + 60 * 0.1 + 1, _costs.Alone("partial"), 9);
    }

    [Fact]
    public void A_run_that_trains_layers_tells_more_and_a_run_of_its_own_most()
    {
        _runs.AddRange([Run("probe", 10.1, 10), Run("partial", 9 + 3, 9)]);
        Assert.Equal(6000 * (3.0 / 60) + 1, _costs.Here("full"), 9);
        _runs.AddRange([Run("full", 200, 0), Run("full", 220, 0)]);
        Assert.Equal((211, Loading + 211), (_costs.Here("full"), _costs.Alone("full")));
    }

    private static ComparedRun Run(string strategy, double seconds, double shared) => new()
    {
        Strategy = strategy,
        Seed = 1,
        Directory = "",
        Score = 0,
        MacroF1 = 0,
        Loss = 0,
        TrainableParameters = 0,
        Seconds = seconds,
        SharedSeconds = shared,
        ImagesPerSecond = 0,
        PeakMemoryBytes = 0,
        BestEpoch = 1,
        Epochs = 1,
        Command = "",
    };
}
