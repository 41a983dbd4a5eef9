using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;
using TransferLab.Studies.Statistics;

namespace TransferLab.Studies.CrossValidation;

/// <summary>What a cross-validation came to. Also written to <c>cross-validation.json</c>.</summary>
public sealed record CrossValidationReport
{
    /// <summary>Single-label or multi-label.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Labels in order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Confidence of all intervals.</summary>
    public required double Confidence { get; init; }

    /// <summary>The folds, in order.</summary>
    public required IReadOnlyList<FoldResult> Folds { get; init; }

    /// <summary>Accuracy, or mean average precision: mean over the folds with Student's t interval.</summary>
    public required Estimate Score { get; init; }

    /// <summary>Macro F1, likewise.</summary>
    public required Estimate MacroF1 { get; init; }

    /// <summary>Loss, likewise.</summary>
    public required Estimate Loss { get; init; }

    /// <summary>Scores of all out-of-fold predictions together, single-label; null otherwise.</summary>
    public ClassificationReport? Pooled { get; init; }

    /// <summary>Intervals, calibration and curves of all out-of-fold predictions together.</summary>
    public required EvaluationDetails Details { get; init; }
}
