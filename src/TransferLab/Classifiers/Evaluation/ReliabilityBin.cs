namespace TransferLab.Classifiers.Evaluation;

/// <summary>Answers whose confidence lies in a range, and how many of them are right.</summary>
/// <param name="From">Lower end of the range, which belongs to the range below (0 to this one).</param>
/// <param name="To">Upper end, which belongs to it.</param>
/// <param name="Count">Answers in it.</param>
/// <param name="Confidence">Their mean confidence; 0 without any.</param>
/// <param name="Accuracy">Share of them that is right; 0 without any.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy);
