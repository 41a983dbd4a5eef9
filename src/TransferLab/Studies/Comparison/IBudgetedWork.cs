using TransferLab.Studies.Statistics;

namespace TransferLab.Studies.Comparison;

/// <summary>What <see cref="SeedRounds"/> decides about. Seeds are counted from 0 here.</summary>
internal interface IBudgetedWork
{
    /// <summary>Decisions of earlier sessions, and of this one.</summary>
    IReadOnlyList<BudgetDecision> Decisions { get; }

    /// <summary>Seconds spent so far, over all sessions, loading included.</summary>
    double Spent { get; }

    /// <summary>Seconds of these for features that runs share.</summary>
    double SharedSeconds { get; }

    /// <summary>
    /// Seconds that a run of a strategy takes or would take as a command of its own, what every command begins with included, but not its features: commands one after another find
    /// those in their common cache. 0 before anything is known.
    /// </summary>
    double SecondsAlone(string strategy);

    /// <summary>Seconds that a run takes or would take here, where features are shared: of these, only those that are still to be computed count.</summary>
    double SecondsHere(string strategy, int seed);

    /// <summary>Whether a run is done, or has been begun.</summary>
    bool IsBegun(string strategy, int seed);

    /// <summary>Computes the features that runs with a seed share.</summary>
    void Share(int seed, IReadOnlyList<string> strategies);

    /// <summary>Sees a run through.</summary>
    void Run(string strategy, int seed);

    /// <summary>Holds two strategies against each other, on the seeds that both have.</summary>
    /// <param name="first">A strategy.</param>
    /// <param name="second">Another.</param>
    /// <param name="seeds">How many seeds to look at, from the first.</param>
    PairedOutcome Compare(string first, string second, int seeds);

    /// <summary>Takes a decision down.</summary>
    void End(BudgetDecision decision);
}
