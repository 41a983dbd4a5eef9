namespace TransferLab.Classifiers.Evaluation;

/// <summary>Measures multi-label classifiers.</summary>
internal static class MultiLabelMetrics
{
    /// <summary>The threshold on probabilities where none is given.</summary>
    public const float DefaultThreshold = 0.5f;

    /// <summary>Measures a set of outputs.</summary>
    /// <param name="logits">Logits <c>[N,K]</c>; probabilities are their sigmoids.</param>
    /// <param name="targets">Truth <c>[N,K]</c>: 1 where the label is true, else 0.</param>
    /// <param name="classes">The K labels in output order.</param>
    /// <param name="thresholds">Per label, the probability from which on it counts as predicted, in (0, 1); empty means 0.5 for all.</param>
    /// <exception cref="ArgumentException">Lengths or values do not fit.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is infinite or no number.</exception>
    public static MultiLabelReport Compute(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, IReadOnlyList<string> classes, ReadOnlySpan<float> thresholds = default)
    {
        var k = classes.Count;
        Probabilities.CheckRows(logits.Length, k);
        if (targets.Length != logits.Length)
            throw new ArgumentException($"There are {logits.Length} logits, but {targets.Length} targets.", nameof(targets));
        if (!thresholds.IsEmpty && thresholds.Length != k)
            throw new ArgumentException($"There are {k} labels, but {thresholds.Length} thresholds.", nameof(thresholds));
        var images = logits.Length / k;
        var tally = new Tally(k);
        var exact = 0;
        double loss = 0;
        for (var n = 0; n < images; n++)
        {
            Probabilities.CheckFinite(logits.Slice(n * k, k), n);
            var allRight = true;
            for (var c = 0; c < k; c++)
            {
                var truth = IsTrue(targets[n * k + c]);
                var logit = logits[n * k + c];
                loss += Probabilities.BinaryCrossEntropy(logit, truth);
                var predicted = 1 / (1 + Math.Exp(-logit)) >= Threshold(thresholds, c);
                tally.Add(c, truth, predicted);
                allRight &= truth == predicted;
            }
            exact += allRight ? 1 : 0;
        }
        var scores = new LabelScore[k];
        for (var c = 0; c < k; c++)
        {
            var at = ClassScore.From(classes[c], tally.Hits[c], tally.FalseAlarms[c], tally.Misses[c]);
            scores[c] = new LabelScore(classes[c], AveragePrecision(logits, targets, k, c), Threshold(thresholds, c), at.Precision, at.Recall, at.F1,
                at.Support);
        }
        return new MultiLabelReport
        {
            Images = images,
            MeanAveragePrecision = scores.Average(s => s.AveragePrecision) ?? 0,
            MicroF1 = ClassScore.Ratio(2 * tally.Hits.Sum(), 2 * tally.Hits.Sum() + tally.FalseAlarms.Sum() + tally.Misses.Sum()),
            MacroF1 = scores.Where((_, c) => tally.Occurs(c)).Select(s => s.F1).DefaultIfEmpty(0).Average(),
            SubsetAccuracy = ClassScore.Ratio(exact, images),
            HammingLoss = ClassScore.Ratio(tally.FalseAlarms.Sum() + tally.Misses.Sum(), logits.Length),
            Loss = ClassScore.Ratio(loss, logits.Length),
            PerLabel = scores,
        };
    }

    /// <summary>Average precision: Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over the distinct scores in falling order; images with equal scores
    /// enter together, so that their order cannot matter.</summary>
    /// <param name="scores">Any score that rises with the belief in the label.</param>
    /// <param name="isTrue">The truth of each image.</param>
    /// <returns>0 to 1; null when no image is positive.</returns>
    public static double? AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isTrue)
    {
        if (scores.Length != isTrue.Length)
            throw new ArgumentException($"There are {scores.Length} scores, but {isTrue.Length} truths.", nameof(isTrue));
        var positives = isTrue.Count(true);
        if (positives == 0)
            return null;
        var keys = scores.ToArray();
        var truths = isTrue.ToArray();
        Array.Sort(keys, truths);
        double sum = 0;
        int hits = 0, counted = 0;
        for (var i = keys.Length - 1; i >= 0;)
        {
            var score = keys[i];
            var before = hits;
            for (; i >= 0 && keys[i] == score; i--, counted++)
                hits += truths[i] ? 1 : 0;
            sum += (double)(hits - before) / positives * hits / counted;
        }
        return sum;
    }

    private static double? AveragePrecision(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, int k, int label)
    {
        var images = logits.Length / k;
        var scores = new float[images];
        var truths = new bool[images];
        for (var n = 0; n < images; n++)
        {
            scores[n] = logits[n * k + label];
            truths[n] = IsTrue(targets[n * k + label]);
        }
        return AveragePrecision(scores, truths);
    }

    private static bool IsTrue(float target) => target switch
    {
        0f => false,
        1f => true,
        _ => throw new ArgumentException($"A target is {target}; it must be 0 or 1.", nameof(target)),
    };

    private static float Threshold(ReadOnlySpan<float> thresholds, int label) => thresholds.IsEmpty ? DefaultThreshold : thresholds[label];

    private sealed class Tally(int labels)
    {
        public long[] Hits { get; } = new long[labels];
        public long[] FalseAlarms { get; } = new long[labels];
        public long[] Misses { get; } = new long[labels];

        public bool Occurs(int label) => Hits[label] + FalseAlarms[label] + Misses[label] > 0;

        public void Add(int label, bool truth, bool predicted)
        {
            if (truth && predicted)
                Hits[label]++;
            else if (predicted)
                FalseAlarms[label]++;
            else if (truth)
                Misses[label]++;
        }
    }
}

/// <summary>What a multi-label classifier is worth on a set of images.</summary>
public sealed record MultiLabelReport
{
    /// <summary>Number of images.</summary>
    public required int Images { get; init; }
    /// <summary>mAP: the mean of average precision over the labels that some image has; 0 when none has any.</summary>
    public required double MeanAveragePrecision { get; init; }
    /// <summary>F1 of all decisions together.</summary>
    public required double MicroF1 { get; init; }
    /// <summary>The mean of F1 over the labels that occur, as truth or as prediction.</summary>
    public required double MacroF1 { get; init; }
    /// <summary>Share of images with every decision right, 0 to 1.</summary>
    public required double SubsetAccuracy { get; init; }
    /// <summary>Share of decisions that are wrong, 0 to 1.</summary>
    public required double HammingLoss { get; init; }
    /// <summary>Mean binary cross-entropy over all images and labels, in nats.</summary>
    public required double Loss { get; init; }
    /// <summary>One entry per label, in class order.</summary>
    public required IReadOnlyList<LabelScore> PerLabel { get; init; }
}

/// <summary>How well one label of a multi-label classifier is recognised. A ratio of 0 to 0 is 0.</summary>
/// <param name="Label">The label.</param>
/// <param name="AveragePrecision">Area under precision over recall; null without a positive image, where it is not defined.</param>
/// <param name="Threshold">The probability from which on the label counts as predicted.</param>
/// <param name="Precision">TP / (TP + FP) at the threshold.</param>
/// <param name="Recall">TP / (TP + FN) at the threshold.</param>
/// <param name="F1">2·TP / (2·TP + FP + FN) at the threshold.</param>
/// <param name="Support">Images that have the label.</param>
public sealed record LabelScore(string Label, double? AveragePrecision, float Threshold, double Precision, double Recall, double F1, int Support);
