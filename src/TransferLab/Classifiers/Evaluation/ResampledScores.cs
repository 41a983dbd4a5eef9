namespace TransferLab.Classifiers.Evaluation;

/// <summary>Scores of a set that has every image a number of times. Sorts once, so that a resample costs one pass over the images per class.</summary>
internal sealed class ResampledScores
{
    private readonly ScoredImages _images;
    private readonly bool _isMultiLabel;
    private readonly int _classes;
    private readonly bool[] _truth;
    private readonly bool[] _given;
    private readonly int[][] _order;
    private readonly double[][] _columns;

    public ResampledScores(ScoredImages images)
    {
        (_images, _isMultiLabel, _classes) = (images, images.Task == LearningTask.MultiLabel, images.Classes.Count);
        (_truth, _given) = (new bool[images.Probabilities.Length], new bool[images.Probabilities.Length]);
        for (var n = 0; n < images.Labels.Count; n++)
        {
            foreach (var label in images.Labels[n])
                _truth[(n * _classes) + label] = true;
            foreach (var label in images.Given(n))
                _given[(n * _classes) + label] = true;
        }
        _columns = [.. Enumerable.Range(0, _classes).Select(images.Column)];
        _order = [.. _columns.Select(column => Enumerable.Range(0, column.Length).OrderByDescending(n => column[n]).ToArray())];
    }

    public ScoreIntervals? Intervals(BootstrapOptions options) => Bootstrap.Intervals(_images.Labels.Count, options, Scores) is { } all
        ? new()
        {
            Confidence = options.Confidence,
            Resamples = options.Resamples,
            Accuracy = _isMultiLabel ? null : all[0],
            SubsetAccuracy = _isMultiLabel ? all[0] : null,
            MacroF1 = all[1],
            MeanAveragePrecision = all[2],
            MicroF1 = _isMultiLabel ? all[3] : null,
        }
        : null;

    /// <summary>Share of images wholly right, macro F1, mean average precision, micro F1.</summary>
    private double[] Scores(int[] counts)
    {
        var (hits, given, there) = (new long[_classes], new long[_classes], new long[_classes]);
        long right = 0, images = 0;
        for (var n = 0; n < counts.Length; n++)
        {
            if (counts[n] == 0)
                continue;
            images += counts[n];
            var allRight = true;
            for (var c = 0; c < _classes; c++)
            {
                var (truth, predicted) = (_truth[(n * _classes) + c], _given[(n * _classes) + c]);
                allRight &= truth == predicted;
                hits[c] += truth && predicted ? counts[n] : 0;
                given[c] += predicted ? counts[n] : 0;
                there[c] += truth ? counts[n] : 0;
            }
            right += allRight ? counts[n] : 0;
        }
        double f1 = 0, precision = 0;
        int occurring = 0, ranked = 0;
        for (var c = 0; c < _classes; c++)
        {
            if (given[c] + there[c] > 0)
            {
                occurring++;
                f1 += 2.0 * hits[c] / (given[c] + there[c]);
            }
            if (there[c] > 0)
            {
                ranked++;
                precision += AveragePrecision(c, counts, there[c]);
            }
        }
        return [ClassScore.Ratio(right, images), ClassScore.Ratio(f1, occurring), ClassScore.Ratio(precision, ranked),
            ClassScore.Ratio(2 * hits.Sum(), given.Sum() + there.Sum())];
    }

    // As MultiLabelMetrics.AveragePrecision: images with equal scores enter together.
    private double AveragePrecision(int label, int[] counts, long positives)
    {
        var (order, column) = (_order[label], _columns[label]);
        double sum = 0;
        long hits = 0, counted = 0;
        for (var i = 0; i < order.Length;)
        {
            var score = column[order[i]];
            var before = hits;
            for (; i < order.Length && column[order[i]] == score; i++)
            {
                counted += counts[order[i]];
                hits += _truth[(order[i] * _classes) + label] ? counts[order[i]] : 0;
            }
            if (hits > before)
                sum += (double)(hits - before) / positives * hits / counted;
        }
        return sum;
    }
}
