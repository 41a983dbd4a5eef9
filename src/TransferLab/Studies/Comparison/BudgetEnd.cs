namespace TransferLab.Studies.Comparison;

/// <summary>Why a strategy gets no more seeds within a budget.</summary>
internal enum BudgetEnd
{
    /// <summary>Another one is clearly better on the same images.</summary>
    Beaten,

    /// <summary>Its next run would cost more than what is left.</summary>
    Spent,
}
