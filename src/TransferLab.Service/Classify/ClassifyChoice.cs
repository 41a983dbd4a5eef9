namespace TransferLab.Service.Classify;

/// <summary>Which labels an answer holds.</summary>
/// <param name="Top">The most probable ones; 0 for all.</param>
/// <param name="Threshold">Only those at or above it; null for all. In multi-label models it also takes the place of the package's thresholds.</param>
internal readonly record struct ClassifyChoice(int Top, double? Threshold)
{
    /// <exception cref="ServiceException">A value makes no sense.</exception>
    public static ClassifyChoice Parse(string? top, string? threshold)
    {
        var count = 0;
        if (top is not null && (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1))
            throw ServiceException.BadRequest($"top={top} is no number from 1 on.");
        double? least = null;
        if (threshold is not null)
            least = double.TryParse(threshold, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
                ? value
                : throw ServiceException.BadRequest($"threshold={threshold} is no number from 0 to 1.");
        return new(count, least);
    }

    /// <summary>With what a JSON body says, which wins.</summary>
    public ClassifyChoice With(int? top, double? threshold)
    {
        if (top < 1)
            throw ServiceException.BadRequest($"top {top} is no number from 1 on.");
        if (threshold is not (null or (>= 0 and <= 1)))
            throw ServiceException.BadRequest("threshold is no number from 0 to 1.");
        return new(top ?? Top, threshold ?? Threshold);
    }

    public IReadOnlyList<ClassifyPrediction> Predictions(ImageClassifier classifier, ImageScore score)
    {
        var least = Threshold ?? 0;
        return [.. classifier.Rank(score, Top).Where(p => p.Probability >= least).Select(p => new ClassifyPrediction(p.Label, p.Probability))];
    }

    public IReadOnlyList<string> Labels(ImageClassifier classifier, ImageScore score) => Threshold is { } least && classifier.Package.IsMultiLabel
        ? [.. classifier.Rank(score).Where(p => p.Probability >= least).Select(p => p.Label)]
        : classifier.Decide(score);
}
