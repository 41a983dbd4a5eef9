using System.Text.Encodings.Web;

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

/// <summary>What a strategy came to over all seeds.</summary>
public sealed record ComparedStrategy
{
    /// <summary>The freeze strategy as written.</summary>
    public required string Strategy { get; init; }
    /// <summary>Number of seeds it ran with.</summary>
    public required int Seeds { get; init; }
    /// <summary>Number of seeds that were asked for.</summary>
    public int SeedsPlanned { get; init; }
    /// <summary>Mean number of optimizer steps, over all phases of a run.</summary>
    public double Steps { get; init; }
    /// <summary>Accuracy or mean average precision on the images held out.</summary>
    public required Estimate Score { get; init; }
    /// <summary>Macro F1.</summary>
    public required Estimate MacroF1 { get; init; }
    /// <summary>Loss in nats.</summary>
    public required Estimate Loss { get; init; }
    /// <summary>Score on the folder's <c>test</c> part; null where it has none.</summary>
    public Estimate? TestScore { get; init; }
    /// <summary>Mean over seeds of the difference in score to the reference strategy with the same seed; null for the reference itself.</summary>
    public Estimate? Difference { get; init; }
    /// <summary>Numbers that trained, head included.</summary>
    public required long TrainableParameters { get; init; }
    /// <summary>Mean seconds of a run.</summary>
    public required double Seconds { get; init; }
    /// <summary>Mean seconds of a run over those of the reference strategy.</summary>
    public required double TimeRatio { get; init; }
    /// <summary>Mean images per second through training steps.</summary>
    public required double ImagesPerSecond { get; init; }
    /// <summary>Largest resident memory of its runs, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }
    /// <summary>Whether it got no more seeds because it was clearly beaten.</summary>
    public bool IsStopped { get; init; }
    /// <summary>What that says in words, e.g. <c>+0.8 ± 1.9 points at 31 times the time: within noise</c>.</summary>
    public required string Verdict { get; init; }
}

/// <summary>One cell of a comparison: what a strategy came to with one seed.</summary>
public sealed record ComparedRun
{
    /// <summary>The freeze strategy as written, e.g. <c>partial:2</c>.</summary>
    public required string Strategy { get; init; }
    /// <summary>The seed of split, head, order and augmentation.</summary>
    public required ulong Seed { get; init; }
    /// <summary>Folder of the run, relative to that of the comparison.</summary>
    public required string Directory { get; init; }
    /// <summary>Accuracy, or mean average precision in multi-label tasks, on the images held out; 0 to 1.</summary>
    public required double Score { get; init; }
    /// <summary>Macro F1 on the images held out, 0 to 1.</summary>
    public required double MacroF1 { get; init; }
    /// <summary>Loss on the images held out, in nats.</summary>
    public required double Loss { get; init; }
    /// <summary>Score on the folder's <c>test</c> part; null where it has none.</summary>
    public double? TestScore { get; init; }
    /// <summary>Numbers that trained, head included; 0 where a baseline does not tell.</summary>
    public required long TrainableParameters { get; init; }
    /// <summary>Seconds the run takes on its own: training, validation, and the features that it needs, even where those were shared.</summary>
    public required double Seconds { get; init; }
    /// <summary>Those of <see cref="Seconds"/> that were spent once for several runs.</summary>
    public double SharedSeconds { get; init; }
    /// <summary>Images per second through training steps; of a baseline, its training images over the seconds of its training.</summary>
    public required double ImagesPerSecond { get; init; }
    /// <summary>Largest resident memory of the process while the run was at work, in bytes; where the system cannot tell, the largest at the end of an
    /// epoch.</summary>
    public required long PeakMemoryBytes { get; init; }
    /// <summary>The epoch with the best score, over all phases, from 1.</summary>
    public required int BestEpoch { get; init; }
    /// <summary>Epochs trained, over all phases; 0 where a baseline does not tell, which has no report of its own either.</summary>
    public required int Epochs { get; init; }
    /// <summary>Optimizer steps, over all phases; 0 in files of earlier versions.</summary>
    public long Steps { get; init; }
    /// <summary>The command that repeats this run alone.</summary>
    public required string Command { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComparisonConfig))]
[JsonSerializable(typeof(ComparedBaseline))]
[JsonSerializable(typeof(ComparedRun))]
[JsonSerializable(typeof(ComparisonSummary))]
[JsonSerializable(typeof(BudgetLedger))]
internal sealed partial class ComparisonJson : JsonSerializerContext
{
    private static ComparisonJson? s_readable;

    /// <summary>Indented, with labels in any script readable: the file is never embedded in HTML.</summary>
    public static ComparisonJson Readable => s_readable ??= new ComparisonJson(new JsonSerializerOptions(Default.Options)
    {
        TypeInfoResolver = null,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
