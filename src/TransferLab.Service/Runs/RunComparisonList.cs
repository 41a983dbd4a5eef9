namespace TransferLab.Service.Runs;

/// <summary>All comparisons.</summary>
internal sealed record RunComparisonList(IReadOnlyList<RunComparison> Comparisons);
