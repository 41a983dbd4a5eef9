namespace TransferLab.DataChecks;

/// <summary>What <see cref="DataCheck"/> found. Immutable.</summary>
public sealed record DataCheckReport
{
    /// <summary>The folder that images are relative to.</summary>
    public required string Root { get; init; }
    /// <summary>The folders that were read.</summary>
    public required IReadOnlyList<string> Roots { get; init; }
    /// <summary>Their layout.</summary>
    public required DatasetFormat Format { get; init; }
    /// <summary>One label per image, or any number.</summary>
    public required LearningTask Task { get; init; }
    /// <summary>Files that were looked at, unreadable ones included.</summary>
    public required int Files { get; init; }
    /// <summary>Images without any label.</summary>
    public required int Unlabelled { get; init; }
    /// <summary>Whether the folders say what is held out, rather than a seed.</summary>
    public required bool IsSplitGiven { get; init; }
    /// <summary>Images on each side; the same in all labels together, each counted once.</summary>
    public required ClassCounts All { get; init; }
    /// <summary>The classes in order.</summary>
    public required IReadOnlyList<ClassCounts> Classes { get; init; }
    /// <summary>The findings: the worst first, then by kind, then in the order of the images.</summary>
    public required IReadOnlyList<DataProblem> Problems { get; init; }

    /// <summary>Number of errors.</summary>
    public int Errors => Problems.Count(p => p.Severity == DataSeverity.Error);

    /// <summary>Number of warnings.</summary>
    public int Warnings => Problems.Count(p => p.Severity == DataSeverity.Warning);

    /// <summary>Number of notes.</summary>
    public int Notes => Problems.Count(p => p.Severity == DataSeverity.Note);
}

/// <summary>How many readable images of a class are on each side.</summary>
/// <param name="Label">The class.</param>
/// <param name="Train">Images to train on; all, where no split can be made.</param>
/// <param name="Validation">Images held out.</param>
/// <param name="Test">Images of the test folder.</param>
public sealed record ClassCounts(string Label, int Train, int Validation, int Test)
{
    /// <summary>Images on all sides.</summary>
    public int Total => Train + Validation + Test;
}

/// <summary>Writes a <see cref="DataCheckReport"/> as JSON: camelCase names, kinds and severities in words with hyphens.</summary>
internal static class DataCheckJson
{
    /// <summary>One JSON object on one line.</summary>
    public static string Write(DataCheckReport report) => JsonSerializer.Serialize(report, DataCheckJsonContext.Default.DataCheckReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(HyphenatedEnum<DataProblemKind>), typeof(HyphenatedEnum<DataSeverity>), typeof(HyphenatedEnum<LearningTask>),
        typeof(HyphenatedEnum<DatasetFormat>)])]
[JsonSerializable(typeof(DataCheckReport))]
internal sealed partial class DataCheckJsonContext : JsonSerializerContext;

internal sealed class HyphenatedEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower) where T : struct, Enum;
