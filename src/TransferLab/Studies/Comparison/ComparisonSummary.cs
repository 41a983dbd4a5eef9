using System.Text.Json;
using TransferLab.Data;

namespace TransferLab.Studies.Comparison;

/// <summary>All that a comparison of freeze strategies found: what every exporter reads. Immutable. Written to <see cref="FileName"/>.</summary>
public sealed record ComparisonSummary
{
    /// <summary>Name of the summary in the comparison's folder.</summary>
    public const string FileName = "comparison.json";

    /// <summary>Folder of pictures.</summary>
    public required string Images { get; init; }

    /// <summary>Name of the backbone.</summary>
    public required string Backbone { get; init; }

    /// <summary>Single-label or multi-label.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Labels in order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Images trained on.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Images held out.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>What a score is: <c>accuracy</c> or <c>mAP</c>.</summary>
    public string ScoreName => TaskNames.ScoreOf(Task);

    /// <summary>The strategy that the others are held against.</summary>
    public required string Reference { get; init; }

    /// <summary>Confidence of all intervals, e.g. 0.95.</summary>
    public required double Confidence { get; init; }

    /// <summary>Every run, strategy by strategy and seed by seed.</summary>
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>Every strategy that has a run, in the order asked for.</summary>
    public required IReadOnlyList<ComparedStrategy> Strategies { get; init; }

    /// <summary>Strategies that have no run, because the budget was spent.</summary>
    public IReadOnlyList<string> NotRun { get; init; } = [];

    /// <summary>The answer in words.</summary>
    public required string Verdict { get; init; }

    /// <summary>What a reader should know of how it was done: shared features, what a budget left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Seconds that all runs would have taken one by one.</summary>
    public double SecondsAlone => Runs.Sum(r => r.Seconds);

    /// <summary>Seconds spent on features that several runs share, in the session that wrote this.</summary>
    public double SharedSeconds { get; init; }

    /// <summary>Seconds of all runs, with the features they share counted once.</summary>
    public double Seconds => SharedSeconds + Runs.Sum(r => r.Seconds - r.SharedSeconds);

    /// <summary>The command that repeats the comparison.</summary>
    public required string Command { get; init; }

    /// <summary>Reads what a comparison wrote.</summary>
    /// <param name="file">The file, in the comparison's folder called <see cref="FileName"/>.</param>
    /// <returns>The summary; null where the file holds <c>null</c>.</returns>
    /// <exception cref="JsonException">The file is no summary.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ComparisonSummary? Read(string file) => JsonSerializer.Deserialize(File.ReadAllText(file), ComparisonJson.Default.ComparisonSummary);
}
