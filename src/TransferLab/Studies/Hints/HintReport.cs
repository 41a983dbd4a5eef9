namespace TransferLab.Studies.Hints;

/// <summary>What <see cref="DataHints"/> found. Immutable.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="Root">The folder that images are relative to.</param>
/// <param name="Images">Images that were judged.</param>
/// <param name="Agreement">Share of labels that the cross-validated classifier agrees with.</param>
/// <param name="Hints">The doubtful labels, the most doubtful first.</param>
public sealed record HintReport(string Run, string Root, int Images, double Agreement, IReadOnlyList<LabelHint> Hints);
