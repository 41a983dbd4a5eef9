namespace TransferLab.Classifiers.Evaluation;

/// <summary>Finds, for a label, the probability from which on it should count as predicted: where F1 is highest on
/// images held out. Any number between two neighbouring probabilities decides the same; the threshold is the one with
/// the fewest decimals near the middle between them, so that rounding elsewhere flips nothing.</summary>
internal static class ThresholdTuning
{
    /// <summary>With fewer images that have the label, or that lack it, the best threshold is a matter of luck: it stays 0.5.</summary>
    public const int LeastImages = 5;

    /// <summary>The threshold of a label. Of several places with the same F1 the one nearest to 0.5 is taken, 0.5 itself where it is among them; of two equally
    /// near the higher.</summary>
    /// <param name="probabilities">Probability of the label per image, 0 to 1.</param>
    /// <param name="isTrue">Whether the image has it.</param>
    /// <returns>Above 0, below 1.</returns>
    public static double Tune(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> isTrue)
    {
        if (probabilities.Length != isTrue.Length)
            throw new ArgumentException($"There are {probabilities.Length} probabilities, but {isTrue.Length} truths.", nameof(isTrue));
        var positives = isTrue.Count(true);
        if (positives < LeastImages || isTrue.Length - positives < LeastImages)
            return MultiLabelMetrics.DefaultThreshold;
        var keys = probabilities.ToArray();
        var truths = isTrue.ToArray();
        Array.Sort(keys, truths);
        var (best, threshold) = (-1.0, (double)MultiLabelMetrics.DefaultThreshold);
        var hits = 0;
        for (var i = keys.Length - 1; i >= 0;)
        {
            var upper = keys[i];
            for (; i >= 0 && keys[i] == upper; i--)
                hits += truths[i] ? 1 : 0;
            // Everything from here up is predicted; the next lower probability is not.
            var lower = i >= 0 ? keys[i] : 0;
            // Through integers, so that equal F1 are equal to the bit.
            var f1 = ClassScore.Ratio(2L * hits, keys.Length - 1 - i + positives);
            var place = Between(lower, upper);
            if (place is not (> 0 and < 1) || f1 < best || (f1 == best && Distance(place) >= Distance(threshold)))
                continue;
            (best, threshold) = (f1, place);
        }
        return threshold;
    }

    private static double Distance(double threshold) => Math.Abs(threshold - MultiLabelMetrics.DefaultThreshold);

    // Above lower, at most upper; within the middle half where there is room.
    private static double Between(double lower, double upper)
    {
        if (lower < MultiLabelMetrics.DefaultThreshold && MultiLabelMetrics.DefaultThreshold <= upper)
            return MultiLabelMetrics.DefaultThreshold;
        var (middle, room) = ((lower + upper) / 2, (upper - lower) / 4);
        for (var digits = 1; digits <= 12; digits++)
            if (Math.Round(middle, digits) is var round && Math.Abs(round - middle) <= room)
                return round;
        return middle > lower ? middle : upper;
    }
}
