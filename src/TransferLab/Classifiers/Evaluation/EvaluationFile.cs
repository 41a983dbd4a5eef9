namespace TransferLab.Classifiers.Evaluation;

/// <summary>The content of <c>evaluation.json</c>.</summary>
/// <param name="SingleLabel">Scores of a single-label classifier; left out otherwise.</param>
/// <param name="MultiLabel">Scores of a multi-label classifier; left out otherwise.</param>
/// <param name="Details">Intervals, calibration and curves.</param>
public sealed record EvaluationFile(ClassificationReport? SingleLabel, MultiLabelReport? MultiLabel, EvaluationDetails Details);
