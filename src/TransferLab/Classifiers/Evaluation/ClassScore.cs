namespace TransferLab.Classifiers.Evaluation;

/// <summary>How well one class is recognised. A ratio of 0 to 0 is 0, as is usual.</summary>
/// <param name="Label">The class.</param>
/// <param name="Precision">TP / (TP + FP): of the images called this, the share that is.</param>
/// <param name="Recall">TP / (TP + FN): of the images that are this, the share called so.</param>
/// <param name="F1">2·TP / (2·TP + FP + FN), the harmonic mean of the two.</param>
/// <param name="Support">TP + FN: images that are this.</param>
public sealed record ClassScore(string Label, double Precision, double Recall, double F1, int Support)
{
    internal static ClassScore From(string label, long truePositives, long falsePositives, long falseNegatives) => new(
        label,
        Ratio(truePositives, truePositives + falsePositives),
        Ratio(truePositives, truePositives + falseNegatives),
        Ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
        (int)(truePositives + falseNegatives));

    internal static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
