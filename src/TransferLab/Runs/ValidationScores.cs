namespace TransferLab.Runs;

/// <summary>Scores on the images held out.</summary>
/// <param name="Accuracy">Share of right answers; for multi-label tasks the mean average precision. 0 to 1.</param>
/// <param name="MacroF1">Unweighted mean of the F1 scores per label. 0 to 1.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
public sealed record ValidationScores(double Accuracy, double MacroF1, double Loss)
{
    /// <summary>Multi-label tasks: share of images with every label decided right; null otherwise.</summary>
    public double? SubsetAccuracy { get; init; }
}

/// <summary>What was fitted on the images held out after training, and is part of the package: temperature and thresholds. It moves no weight.</summary>
public sealed record PackageTuning
{
    /// <summary>What logits are divided by before softmax or sigmoid; 1 where nothing was fitted.</summary>
    public required double Temperature { get; init; }
    /// <summary>Multi-label: probability from which a label counts as present, per label; null for single-label.</summary>
    public IReadOnlyList<double>? Thresholds { get; init; }
    /// <summary>Loss on the images held out, in nats, before division by the temperature.</summary>
    public required double LossBefore { get; init; }
    /// <summary>Loss on them with it.</summary>
    public required double LossAfter { get; init; }
    /// <summary>Expected calibration error on them before, 0 to 1.</summary>
    public required double CalibrationErrorBefore { get; init; }
    /// <summary>Expected calibration error with the temperature. On the images it was fitted on: expect more on others.</summary>
    public required double CalibrationErrorAfter { get; init; }
    /// <summary>Multi-label: mean F1 of the labels at 0.5; null for single-label.</summary>
    public double? MacroF1Before { get; init; }
    /// <summary>Multi-label: mean F1 of the labels at their thresholds, on the images these were chosen on: expect less on others.</summary>
    public double? MacroF1After { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FineTuneResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
