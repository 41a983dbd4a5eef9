namespace TransferLab.Classifiers.Evaluation;

/// <summary>How well one label of a multi-label classifier is recognised. A ratio of 0 to 0 is 0.</summary>
/// <param name="Label">The label.</param>
/// <param name="AveragePrecision">Area under precision over recall; null without a positive image, where it is not defined.</param>
/// <param name="Threshold">The probability from which on the label counts as predicted.</param>
/// <param name="Precision">TP / (TP + FP) at the threshold.</param>
/// <param name="Recall">TP / (TP + FN) at the threshold.</param>
/// <param name="F1">2·TP / (2·TP + FP + FN) at the threshold.</param>
/// <param name="Support">Images that have the label.</param>
public sealed record LabelScore(string Label, double? AveragePrecision, float Threshold, double Precision, double Recall, double F1, int Support);
