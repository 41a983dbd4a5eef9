namespace TransferLab.Studies.Hints;

/// <summary>Which labels are doubtful (Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in
/// dataset labels"): a label's threshold is its mean probability over the images that have it, and an image belongs to
/// the most probable label above its threshold. Where that is not the one given, the label is doubtful.</summary>
internal static class ConfidentLearning
{
    /// <summary>A doubtful label: null stands for none.</summary>
    internal readonly record struct Doubt(int Sample, int? Remove, int? Add, double Given, double Suggested);

    /// <summary>The doubts, the greatest first.</summary>
    /// <param name="data">The images.</param>
    /// <param name="probabilities">Of each image and label, by a model that has not seen the image.</param>
    public static IReadOnlyList<Doubt> Find(ImageDataset data, float[][] probabilities)
    {
        var found = data.Task == LearningTask.SingleLabel ? OfOne(data, probabilities) : OfAny(data, probabilities);
        return [.. found.OrderBy(d => d.Given - d.Suggested).ThenBy(d => d.Sample).ThenBy(d => d.Add ?? d.Remove)];
    }

    private static IEnumerable<Doubt> OfOne(ImageDataset data, float[][] p)
    {
        var thresholds = Enumerable.Range(0, data.Classes.Count).Select(c => Mean(data, s => s.Label == c, i => p[i][c])).ToArray();
        for (var i = 0; i < p.Length; i++)
        {
            var given = data.Samples[i].Label;
            var best = -1;
            for (var c = 0; c < thresholds.Length; c++)
                if (p[i][c] >= thresholds[c] && (best < 0 || p[i][c] > p[i][best]))
                    best = c;
            if (best >= 0 && best != given && p[i][best] > p[i][given])
                yield return new Doubt(i, given, best, p[i][given], p[i][best]);
        }
    }

    private static IEnumerable<Doubt> OfAny(ImageDataset data, float[][] p)
    {
        for (var c = 0; c < data.Classes.Count; c++)
        {
            var label = c;
            var there = Mean(data, s => s.Labels.Contains(label), i => p[i][label]);
            var absent = Mean(data, s => !s.Labels.Contains(label), i => 1 - p[i][label]);
            for (var i = 0; i < p.Length; i++)
            {
                var (yes, no) = (p[i][label], 1 - p[i][label]);
                if (data.Samples[i].Labels.Contains(label) ? no >= absent && no > yes : yes >= there && yes > no)
                    yield return data.Samples[i].Labels.Contains(label) ? new Doubt(i, label, null, yes, no) : new Doubt(i, null, label, no, yes);
            }
        }
    }

    private static double Mean(ImageDataset data, Func<ImageSample, bool> counts, Func<int, double> value) =>
        Enumerable.Range(0, data.Samples.Length).Where(i => counts(data.Samples[i])).Select(value).DefaultIfEmpty(double.PositiveInfinity).Average();
}
