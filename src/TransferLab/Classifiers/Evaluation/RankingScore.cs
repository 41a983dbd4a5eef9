namespace TransferLab.Classifiers.Evaluation;

/// <summary>How well the images of a class are told from all others by its probability, whatever the threshold.</summary>
/// <param name="Label">The class.</param>
/// <param name="Positives">Images that are it.</param>
/// <param name="RocAuc">Area under the ROC curve: the chance that an image of the class scores above one that is not, ties counting half. Null where either
/// kind is missing.</param>
/// <param name="AveragePrecision">Area under the precision-recall curve, in steps; null without an image of the class.</param>
/// <param name="Roc">False and true positive rate, from (0,0) to (1,1); empty where the area is null. At most some 200 points.</param>
/// <param name="PrecisionRecall">Recall and precision, with rising recall; empty without an image of the class. At most some 200 points.</param>
public sealed record RankingScore(string Label, int Positives, double? RocAuc, double? AveragePrecision, IReadOnlyList<CurvePoint> Roc,
    IReadOnlyList<CurvePoint> PrecisionRecall)
{
    private const int MostPoints = 200;

    /// <summary>Measures one class.</summary>
    /// <param name="label">The class.</param>
    /// <param name="scores">Any score that rises with the belief in the class, per image.</param>
    /// <param name="isTrue">Whether the image is of the class.</param>
    public static RankingScore Of(string label, ReadOnlySpan<double> scores, ReadOnlySpan<bool> isTrue)
    {
        if (scores.Length != isTrue.Length)
            throw new ArgumentException($"There are {scores.Length} scores, but {isTrue.Length} truths.", nameof(isTrue));
        var keys = scores.ToArray();
        var truths = isTrue.ToArray();
        Array.Sort(keys, truths);
        var positives = isTrue.Count(true);
        var negatives = keys.Length - positives;
        List<CurvePoint> roc = [new(null, 0, 0)], precisionRecall = [];
        // Twice the pairs that are in order; whole numbers, so that the area is exact.
        long pairs = 0;
        int hits = 0, alarms = 0;
        double precisionSum = 0;
        for (var i = keys.Length - 1; i >= 0;)
        {
            var score = keys[i];
            var (hitsBefore, alarmsBefore) = (hits, alarms);
            for (; i >= 0 && keys[i] == score; i--)
                if (truths[i])
                    hits++;
                else
                    alarms++;
            pairs += (long)(alarms - alarmsBefore) * (hits + hitsBefore);
            var precision = (double)hits / (hits + alarms);
            precisionSum += (hits - hitsBefore) * precision;
            roc.Add(new(score, ClassScore.Ratio(alarms, negatives), ClassScore.Ratio(hits, positives)));
            precisionRecall.Add(new(score, ClassScore.Ratio(hits, positives), precision));
        }
        var hasArea = positives > 0 && negatives > 0;
        return new(label, positives, hasArea ? pairs / (2.0 * positives * negatives) : null, positives > 0 ? precisionSum / positives : null,
            hasArea ? Thinned(roc) : [], positives > 0 ? Thinned(precisionRecall) : []);
    }

    // First and last stay; between them every so many.
    private static List<CurvePoint> Thinned(List<CurvePoint> points) => points.Count <= MostPoints
        ? points
        : [.. Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))])];
}

/// <summary>A point of a curve over thresholds.</summary>
/// <param name="Threshold">Images with at least this score count as predicted; null where none does.</param>
/// <param name="X">ROC: false positive rate. Precision-recall: recall.</param>
/// <param name="Y">ROC: true positive rate. Precision-recall: precision.</param>
public sealed record CurvePoint(double? Threshold, double X, double Y);
