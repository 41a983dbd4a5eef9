namespace TransferLab.Service.Runs;

/// <summary>A run of a strategy.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Score">Score on the pictures held out, 0 to 1.</param>
/// <param name="Seconds">Seconds that it took.</param>
/// <param name="Id">The run of this host; null where it is one of <c>transferlab compare</c>.</param>
internal sealed record StrategyRun(ulong Seed, double Score, double Seconds, string? Id);
