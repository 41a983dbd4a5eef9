namespace TransferLab.Classifiers.Evaluation;

/// <summary>A point of a curve over thresholds.</summary>
/// <param name="Threshold">Images with at least this score count as predicted; null where none does.</param>
/// <param name="X">ROC: false positive rate. Precision-recall: recall.</param>
/// <param name="Y">ROC: true positive rate. Precision-recall: precision.</param>
public sealed record CurvePoint(double? Threshold, double X, double Y);
