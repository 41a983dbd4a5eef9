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

/// <summary>Share of images whose true class is among the most probable ones.</summary>
/// <param name="K">How many most probable ones.</param>
/// <param name="Share">0 to 1.</param>
public sealed record TopAccuracy(int K, double Share);

/// <summary>The content of <c>evaluation.json</c>.</summary>
/// <param name="SingleLabel">Scores of a single-label classifier; left out otherwise.</param>
/// <param name="MultiLabel">Scores of a multi-label classifier; left out otherwise.</param>
/// <param name="Details">Intervals, calibration and curves.</param>
internal sealed record EvaluationFile(ClassificationReport? SingleLabel, MultiLabelReport? MultiLabel, EvaluationDetails Details);

/// <summary>Serialisers of reports, generated at compile time; names in camelCase. What is null is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClassificationReport))]
[JsonSerializable(typeof(MultiLabelReport))]
[JsonSerializable(typeof(EvaluationDetails))]
[JsonSerializable(typeof(EvaluationFile))]
internal sealed partial class EvaluationJsonContext : JsonSerializerContext
{
}
