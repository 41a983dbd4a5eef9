using System.Globalization;

namespace TransferLab.Studies.Comparison;

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
    /// <param name="planned">Seeds asked for.</param>
    public string Text(int planned)
    {
        var seeds = string.Create(CultureInfo.InvariantCulture, $"{Seeds} of {planned} {(planned == 1 ? "seed" : "seeds")}");
        return End == BudgetEnd.Beaten ? $"{seeds}: clearly beaten by {By}" : $"{seeds}: the budget was spent";
    }

    /// <summary>The same with the figures that it was taken by.</summary>
    /// <param name="planned">Seeds asked for.</param>
    public string Details(int planned) => Text(planned) + (End == BudgetEnd.Beaten
        ? string.Create(CultureInfo.InvariantCulture, $", which is {Difference * 100:+0.0;−0.0} points better on the same images (sign test, p = {PValue:0.####})")
        : string.Create(CultureInfo.InvariantCulture, $" (a run was expected to take {Needed:0.0} s, {Math.Max(Left, 0):0.0} s were left)"));
}
