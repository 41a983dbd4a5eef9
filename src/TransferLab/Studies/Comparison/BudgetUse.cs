namespace TransferLab.Studies.Comparison;

/// <summary>What became of a budget.</summary>
/// <param name="Ledger">What was decided.</param>
/// <param name="Spent">Seconds spent.</param>
/// <param name="Ceiling">Seconds that might have been spent.</param>
internal sealed record BudgetUse(BudgetLedger Ledger, double Spent, double Ceiling);
