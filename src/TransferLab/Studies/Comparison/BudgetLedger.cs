namespace TransferLab.Studies.Comparison;

/// <summary>What a comparison within a budget has spent and decided so far, over all its sessions. Kept in <c>budget.json</c>.</summary>
internal sealed class BudgetLedger
{
    /// <summary>Seconds spent on loading backbone and pictures, by every session that computed something.</summary>
    public double LoadingSeconds { get; set; }

    /// <summary>Seconds spent on features that runs share.</summary>
    public double SharedSeconds { get; set; }

    /// <summary>Seconds spent on each finished run, by the name of its folder.</summary>
    public Dictionary<string, double> Seconds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The decisions, in their order.</summary>
    public List<BudgetDecision> Decisions { get; init; } = [];

    /// <summary>The decision that ended a strategy; null where it goes on.</summary>
    public BudgetDecision? EndOf(string strategy) => Decisions.Find(d => d.Strategy == strategy);
}
