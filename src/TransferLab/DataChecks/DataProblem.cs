namespace TransferLab.DataChecks;

/// <summary>A finding of <see cref="DataCheck"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found, in a sentence that names the first images.</param>
/// <param name="Images">All images it is about, relative to the root; empty where it is about a class or the whole set.</param>
public sealed record DataProblem(DataProblemKind Kind, DataSeverity Severity, string Message, IReadOnlyList<string> Images);
