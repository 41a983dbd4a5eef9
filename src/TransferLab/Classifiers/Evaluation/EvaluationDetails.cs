namespace TransferLab.Classifiers.Evaluation;

/// <summary>What goes beyond the scores of a report: intervals, calibration, curves.</summary>
public sealed record EvaluationDetails
{
    /// <summary>Bootstrap intervals; null where none were asked for.</summary>
    public ScoreIntervals? Intervals { get; init; }

    /// <summary>Whether probabilities mean what they say. Single-label: those of the most probable class; multi-label: those of all labels.</summary>
    public required CalibrationReport Calibration { get; init; }

    /// <summary>Single-label: the share right among the k most probable, for k from 1 to min(5, K); empty in multi-label tasks.</summary>
    public required IReadOnlyList<TopAccuracy> TopK { get; init; }

    /// <summary>Each class against all others, in class order.</summary>
    public required IReadOnlyList<RankingScore> Ranking { get; init; }

    /// <summary>Mean of the areas under the ROC curves that are defined; null where none is.</summary>
    public double? MeanRocAuc => Ranking.Average(r => r.RocAuc);

    /// <summary>Mean of the average precisions that are defined; null where none is.</summary>
    public double? MeanAveragePrecision => Ranking.Average(r => r.AveragePrecision);
}
