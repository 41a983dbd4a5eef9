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

/// <summary>What one fold came to.</summary>
/// <param name="Fold">Its number, from 1.</param>
/// <param name="TrainImages">Images trained on.</param>
/// <param name="ValidationImages">Images that chose the epoch, temperature and thresholds.</param>
/// <param name="Images">Images of the fold itself, which took no part in any of that.</param>
/// <param name="Scores">Scores on the fold.</param>
/// <param name="BestEpoch">The epoch whose weights were kept.</param>
/// <param name="Seconds">Time of its run.</param>
public sealed record FoldResult(int Fold, int TrainImages, int ValidationImages, int Images, ValidationScores Scores, int BestEpoch, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CrossValidationReport))]
internal sealed partial class CrossValidationJson : JsonSerializerContext;
