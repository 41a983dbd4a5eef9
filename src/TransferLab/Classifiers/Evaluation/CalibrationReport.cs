namespace TransferLab.Classifiers.Evaluation;

/// <summary>Whether probabilities mean what they say.</summary>
public sealed record CalibrationReport
{
    /// <summary>Ranges of confidence, all of the same width.</summary>
    public const int BinCount = 15;

    /// <summary>Expected calibration error (Naeini et al. 2015; Guo et al. 2017): Σ count/total · |accuracy − confidence| over the ranges, 0 to 1.</summary>
    public required double ExpectedError { get; init; }
    /// <summary>Largest |accuracy − confidence| of a range that is not empty, 0 to 1.</summary>
    public required double LargestError { get; init; }
    /// <summary>The 15 ranges of a reliability diagram, ascending.</summary>
    public required IReadOnlyList<ReliabilityBin> Bins { get; init; }

    /// <summary>Sorts answers by confidence.</summary>
    /// <param name="confidence">0 to 1. Single-label: of the most probable class. Multi-label: of every label of every image.</param>
    /// <param name="isRight">Whether that class, or label, is the image's.</param>
    public static CalibrationReport Of(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> isRight)
    {
        if (confidence.Length != isRight.Length)
            throw new ArgumentException($"There are {confidence.Length} confidences, but {isRight.Length} truths.", nameof(isRight));
        var (counts, sums, right) = (new int[BinCount], new double[BinCount], new int[BinCount]);
        for (var i = 0; i < confidence.Length; i++)
        {
            if (confidence[i] is not (>= 0 and <= 1))
                throw new ArgumentException($"The confidence {confidence[i]} is no probability.", nameof(confidence));
            var bin = Math.Clamp((int)Math.Ceiling(confidence[i] * BinCount) - 1, 0, BinCount - 1);
            counts[bin]++;
            sums[bin] += confidence[i];
            right[bin] += isRight[i] ? 1 : 0;
        }
        ReliabilityBin[] bins = [.. Enumerable.Range(0, BinCount).Select(b => new ReliabilityBin(
            (double)b / BinCount, (double)(b + 1) / BinCount, counts[b], ClassScore.Ratio(sums[b], counts[b]), ClassScore.Ratio(right[b], counts[b])))];
        return new()
        {
            ExpectedError = ClassScore.Ratio(bins.Sum(b => b.Count * Math.Abs(b.Accuracy - b.Confidence)), confidence.Length),
            LargestError = bins.Where(b => b.Count > 0).Select(b => Math.Abs(b.Accuracy - b.Confidence)).DefaultIfEmpty(0).Max(),
            Bins = bins,
        };
    }
}

/// <summary>Answers whose confidence lies in a range, and how many of them are right.</summary>
/// <param name="From">Lower end of the range, which belongs to the range below (0 to this one).</param>
/// <param name="To">Upper end, which belongs to it.</param>
/// <param name="Count">Answers in it.</param>
/// <param name="Confidence">Their mean confidence; 0 without any.</param>
/// <param name="Accuracy">Share of them that is right; 0 without any.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy);
