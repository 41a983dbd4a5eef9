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

/// <summary>That a strategy gets no more seeds, and why. Once taken and kept, a decision is never taken again.</summary>
internal sealed record BudgetDecision
{
    /// <summary>The strategy.</summary>
    public required string Strategy { get; init; }
    /// <summary>Seeds it has.</summary>
    public required int Seeds { get; init; }
    /// <summary>Why.</summary>
    public required BudgetEnd End { get; init; }
    /// <summary>The strategy that beats it.</summary>
    public string? By { get; init; }
    /// <summary>By how much, as a difference of scores with the same seeds.</summary>
    public double Difference { get; init; }
    /// <summary>How likely chance alone makes such a difference on these images.</summary>
    public double PValue { get; init; }
    /// <summary>Seconds that its next run was expected to take.</summary>
    public double Needed { get; init; }
    /// <summary>Seconds that were left of the budget.</summary>
    public double Left { get; init; }

    /// <summary>The reason in a few words, to follow the name of the strategy.</summary>
    public string Text(int planned)
    {
        var seeds = string.Create(CultureInfo.InvariantCulture, $"{Seeds} of {planned} {(planned == 1 ? "seed" : "seeds")}");
        return End == BudgetEnd.Beaten ? $"{seeds}: clearly beaten by {By}" : $"{seeds}: the budget was spent";
    }

    /// <summary>The same with the figures that it was taken by.</summary>
    public string Details(int planned) => Text(planned) + (End == BudgetEnd.Beaten
        ? string.Create(CultureInfo.InvariantCulture,
            $", which is {Difference * 100:+0.0;−0.0} points better on the same images (sign test, p = {PValue:0.####})")
        : string.Create(CultureInfo.InvariantCulture, $" (a run was expected to take {Needed:0.0} s, {Math.Max(Left, 0):0.0} s were left)"));
}

/// <summary>Why a strategy gets no more seeds within a budget.</summary>
internal enum BudgetEnd
{
    /// <summary>Another one is clearly better on the same images.</summary>
    Beaten,

    /// <summary>Its next run would cost more than what is left.</summary>
    Spent,
}

/// <summary>What became of a budget.</summary>
/// <param name="Ledger">What was decided.</param>
/// <param name="Spent">Seconds spent.</param>
/// <param name="Ceiling">Seconds that might have been spent.</param>
internal sealed record BudgetUse(BudgetLedger Ledger, double Spent, double Ceiling);
