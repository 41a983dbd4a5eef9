using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Reports.Html.Scores;

/// <summary>Bootstrap intervals in words.</summary>
internal static class IntervalText
{
    public static string Of(ScoreIntervals intervals)
    {
        (string Name, ScoreInterval? Interval)[] all =
        [
            ("accuracy", intervals.Accuracy), ("every label right", intervals.SubsetAccuracy), ("mean average precision", intervals.MeanAveragePrecision),
            ("macro F1", intervals.MacroF1), ("micro F1", intervals.MicroF1),
        ];
        return $"Drawing as many images anew {Figures.Count(intervals.Resamples)} times puts {Figures.Percent(intervals.Confidence)} of the scores between: "
            + string.Join("; ", all.Where(a => a.Interval is not null).Select(a => $"{a.Name} {Figures.Score(a.Interval!.Low)} and {Figures.Score(a.Interval.High)} (here {Figures.Score(a.Interval.Value)})")) + ".";
    }
}
