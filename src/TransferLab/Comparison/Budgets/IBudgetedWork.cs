namespace TransferLab.Comparison.Budgets;

/// <summary>What <see cref="SeedRounds"/> decides about. Seeds are counted from 0 here.</summary>
internal interface IBudgetedWork
{
    /// <summary>Decisions of earlier sessions, and of this one.</summary>
    IReadOnlyList<BudgetDecision> Decisions { get; }

    /// <summary>Seconds spent so far, over all sessions.</summary>
    double Spent { get; }

    /// <summary>Seconds that a run of a strategy takes or would take on its own, its features included.</summary>
    double SecondsAlone(string strategy);

    /// <summary>Seconds that a run of a strategy takes or would take here, where features are shared.</summary>
    double SecondsHere(string strategy);

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
