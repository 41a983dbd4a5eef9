namespace TransferLab.Classifiers.Evaluation;

/// <summary>Images with their truth and the probabilities they got: what all scores are worked out of.</summary>
/// <param name="Classes">Labels in output order.</param>
/// <param name="Task">Single-label or multi-label.</param>
/// <param name="Probabilities">[N,K], 0 to 1.</param>
/// <param name="Labels">True labels of each image, ascending; one in single-label tasks.</param>
/// <param name="Thresholds">Multi-label: the probability from which a label counts as predicted, per label.</param>
internal sealed record ScoredImages(IReadOnlyList<string> Classes, LearningTask Task, double[] Probabilities, IReadOnlyList<IReadOnlyList<int>> Labels,
    IReadOnlyList<double> Thresholds)
{
    private const int MostTop = 5;

    /// <summary>The labels each image gets, where they do not follow from <see cref="Thresholds"/>: images of several classifiers. Null (default) where they
    /// do.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Decisions { get; init; }

    private int Count => Labels.Count;

    private bool IsMultiLabel => Task == LearningTask.MultiLabel;

    public EvaluationDetails Details(BootstrapOptions bootstrap)
    {
        bootstrap.Validate();
        return new()
        {
            Intervals = Count == 0 ? null : new ResampledScores(this).Intervals(bootstrap),
            Calibration = Calibration(),
            TopK = IsMultiLabel
                ? []
                : [.. Enumerable.Range(1, Math.Min(MostTop, Classes.Count))
                    .Select(k => new TopAccuracy(k, ClassScore.Ratio(Enumerable.Range(0, Count).Count(n => Rank(n) < k), Count)))],
            Ranking = [.. Classes.Select((label, c) => RankingScore.Of(label, Column(c), Truths(c)))],
        };
    }

    public CalibrationReport Calibration()
    {
        if (IsMultiLabel)
            return CalibrationReport.Of(Probabilities,
                [.. Enumerable.Range(0, Probabilities.Length).Select(i => Labels[i / Classes.Count].Contains(i % Classes.Count))]);
        int[] answers = [.. Enumerable.Range(0, Count).Select(Predicted)];
        return CalibrationReport.Of([.. answers.Select((c, n) => Probabilities[(n * Classes.Count) + c])], [.. answers.Select((c, n) => c == Labels[n][0])]);
    }

    /// <summary>The most probable class of an image; of equals the first.</summary>
    public int Predicted(int image)
    {
        var row = Row(image);
        var best = 0;
        for (var c = 1; c < row.Length; c++)
            if (row[c] > row[best])
                best = c;
        return best;
    }

    /// <summary>The labels an image gets.</summary>
    public IReadOnlyList<int> Given(int image)
    {
        if (Decisions is { } decisions)
            return decisions[image];
        if (!IsMultiLabel)
            return [Predicted(image)];
        var row = Row(image).ToArray();
        return [.. Enumerable.Range(0, Classes.Count).Where(c => row[c] >= Thresholds[c])];
    }

    /// <summary>Probability of a class per image.</summary>
    public double[] Column(int label) => [.. Enumerable.Range(0, Count).Select(n => Probabilities[(n * Classes.Count) + label])];

    /// <summary>Whether each image has a class.</summary>
    public bool[] Truths(int label) => [.. Labels.Select(l => l.Contains(label))];

    /// <summary>Probabilities of an image, in class order.</summary>
    public ReadOnlySpan<double> Row(int image) => Probabilities.AsSpan(image * Classes.Count, Classes.Count);

    // How many classes stand before the true one; of equals the lower index does.
    private int Rank(int image)
    {
        var row = Row(image);
        var own = Labels[image][0];
        var above = 0;
        for (var c = 0; c < row.Length; c++)
            above += row[c] > row[own] || (row[c] == row[own] && c < own) ? 1 : 0;
        return above;
    }
}
