namespace TransferLab.Studies.Comparison;

/// <summary>
/// Seconds that runs take: the mean of the runs of the same strategy, and before there are any, the work that a run has to do at the speed of the runs that are done.
/// </summary>
/// <param name="work">What a run of each strategy has to compute.</param>
/// <param name="runs">The finished runs.</param>
/// <param name="spent">Seconds that a finished run took here, its package and reports included.</param>
/// <param name="loading">Seconds that every run on its own begins with, and a comparison only once: backbone and pictures.</param>
internal sealed class CostModel(IReadOnlyDictionary<string, StrategyWork> work, Func<IReadOnlyList<ComparedRun>> runs, Func<ComparedRun, double> spent, double loading)
{
    /// <summary>Seconds of a run as a command of its own that finds its features in the cache, as those find them which come after another. 0 before anything is known.</summary>
    public double Alone(string strategy) => runs().Count > 0 ? loading + Here(strategy) : 0;

    /// <summary>Seconds of a run here, where its features are shared.</summary>
    public double Here(string strategy)
    {
        var all = runs();
        return all.Where(r => r.Strategy == strategy).ToArray() is { Length: > 0 } own ? own.Average(spent) : (work[strategy].Training * TrainingRate(all)) + Overhead(all);
    }

    // Of packaging and reports, which cost every run about the same.
    private double Overhead(IReadOnlyList<ComparedRun> all) => all.Count > 0 ? Math.Max(0, all.Average(r => spent(r) - (r.Seconds - r.SharedSeconds))) : 0;

    // Runs on stored features spend their time elsewhere than in multiply-adds, so that those which train the backbone say more, and where there is none yet, the features do.
    private double TrainingRate(IReadOnlyList<ComparedRun> all)
    {
        var training = all.Where(r => work[r.Strategy].TrainsBackbone).ToArray();
        return training.Length > 0
            ? Ratio(training.Sum(r => r.Seconds - r.SharedSeconds), training.Sum(r => work[r.Strategy].Training))
            : Ratio(all.Sum(r => r.Seconds), all.Sum(r => work[r.Strategy].Features + work[r.Strategy].Training));
    }

    private static double Ratio(double seconds, double multiplyAdds) => multiplyAdds > 0 ? seconds / multiplyAdds : 0;
}
