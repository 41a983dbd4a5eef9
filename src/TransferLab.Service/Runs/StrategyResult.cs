using TransferLab.Studies.Statistics;

namespace TransferLab.Service.Runs;

/// <summary>What a freeze strategy came to in a comparison.</summary>
/// <param name="Strategy">The strategy as written.</param>
/// <param name="Score">Its mean score over runs, with the half-width of the interval where there are two or more.</param>
/// <param name="Seconds">Mean seconds of a run.</param>
/// <param name="Runs">Each run.</param>
internal sealed record StrategyResult(string Strategy, Estimate Score, double Seconds, IReadOnlyList<StrategyRun> Runs);
