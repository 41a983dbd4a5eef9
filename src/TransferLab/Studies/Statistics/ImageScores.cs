namespace TransferLab.Studies.Statistics;

/// <summary>How well single images are answered, so that two runs on the same images can be held against each other.</summary>
internal static class ImageScores
{
    /// <summary>Images that the first run answers better, and worse. None of either where they were not given the same images.</summary>
    public static (int Better, int Worse) Compare(IReadOnlyList<ImagePrediction> a, IReadOnlyList<ImagePrediction> b, bool isMultiLabel)
    {
        if (!a.Select(p => p.Image).SequenceEqual(b.Select(p => p.Image), StringComparer.Ordinal))
            return (0, 0);
        var (better, worse) = (0, 0);
        foreach (var (x, y) in a.Zip(b))
        {
            var d = Of(x, isMultiLabel).CompareTo(Of(y, isMultiLabel));
            better += d > 0 ? 1 : 0;
            worse += d < 0 ? 1 : 0;
        }
        return (better, worse);
    }

    /// <summary>Single-label: 1 for a right answer. Multi-label: the average precision of the image's own ranking of labels, i.e.
    /// the mean over its true labels of the share of true ones among those ranked as high or higher; 1 where it has none.</summary>
    /// <returns>0 to 1.</returns>
    public static double Of(ImagePrediction p, bool isMultiLabel)
    {
        if (!isMultiLabel)
            return p.Predicted == p.Labels[0] ? 1 : 0;
        return p.Labels.Count == 0 ? 1 : p.Labels.Average(label =>
            (double)p.Labels.Count(l => p.Probabilities[l] >= p.Probabilities[label]) / p.Probabilities.Count(v => v >= p.Probabilities[label]));
    }
}
