namespace TransferLab.Runs;

/// <summary>All that there is to show of a finished run: what every exporter reads. Immutable;
/// <see cref="RunSummaryReader"/> makes it of the run's files.</summary>
public sealed record RunSummary
{
    /// <summary>What the run was started with.</summary>
    public required RunConfig Config { get; init; }
    /// <summary>What it came to.</summary>
    public required FineTuneResult Result { get; init; }
    /// <summary>One entry per epoch.</summary>
    public required IReadOnlyList<EpochMetrics> Metrics { get; init; }
    /// <summary>Gradient norms by epoch and layer group; empty where the run logged none.</summary>
    public IReadOnlyList<GradientNorms> Gradients { get; init; } = [];
    /// <summary>The learning-rate range test; empty where there was none.</summary>
    public IReadOnlyList<RangeTestPoint> RangeTest { get; init; } = [];
    /// <summary>What the final weights say of the images held out; empty for runs of earlier versions, which kept none.</summary>
    public IReadOnlyList<ImagePrediction> Predictions { get; init; } = [];
    /// <summary>Some training images as training saw them; may be empty.</summary>
    public IReadOnlyList<SampleImage> Samples { get; init; } = [];

    /// <summary>Labels in order.</summary>
    public IReadOnlyList<string> Labels => Result.Labels;

    /// <summary>Whether an image may have any number of labels.</summary>
    public bool IsMultiLabel => Result.Task == LearningTask.MultiLabel;

    /// <summary>What <see cref="FineTuneResult.Validation"/> calls accuracy: <c>accuracy</c> or <c>mAP</c>.</summary>
    public string ScoreName => TaskNames.ScoreOf(Result.Task);

    /// <summary>The epoch whose weights were kept; null where its metrics are not there.</summary>
    public EpochMetrics? Best => Metrics.FirstOrDefault(m => m.Epoch == Result.BestEpoch);

    /// <summary>Scores per label and the confusion matrix, worked out of the predictions; null in multi-label tasks and without predictions.</summary>
    public ClassificationReport? SingleLabel => PredictionScores.SingleLabel(this);

    /// <summary>Scores per label, worked out of the predictions; null in single-label tasks and without predictions.</summary>
    public MultiLabelReport? MultiLabel => PredictionScores.MultiLabel(this);

    /// <summary>The command that repeats the run.</summary>
    public string Command => RunCommand.Of(Config, Result.Run);

    /// <summary>Multi-label: the package's thresholds, on the probabilities of <see cref="Predictions"/>, which are
    /// those before the temperature. Null for 0.5.</summary>
    internal IReadOnlyList<double>? Limits => Result.Tuning is { Thresholds: { } thresholds, Temperature: var t }
        ? [.. thresholds.Select(p => p is > 0 and < 1 ? 1 / (1 + Math.Exp(-t * Math.Log(p / (1 - p)))) : p)]
        : null;

    /// <summary>The validation score of an epoch.</summary>
    internal double? Score(EpochMetrics m) => IsMultiLabel ? m.ValidationMeanAveragePrecision : m.ValidationAccuracy;
}

/// <summary>Reads the summary of a finished run from its folder. Takes no lock and writes nothing.</summary>
public static class RunSummaryReader
{
    /// <summary>Reads a run.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <exception cref="RunException">It holds no finished fine-tuning run, or a file of it is damaged.</exception>
    public static RunSummary Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var files = new RunFiles(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (!File.Exists(files.Config))
            throw new RunException(Directory.Exists(files.Root) ? $"The folder '{files.Root}' holds no run: it has no config.json."
                : $"The run folder '{files.Root}' does not exist: check the path.");
        var config = RunConfig.FromJson(Text(files.Config), files.Config);
        if (!File.Exists(files.Result))
            throw new RunException($"The run '{files.Root}' is not finished: it has no result.json. Go on with {new SettingName("Resume", files.Root)}");
        var result = Result(files.Result);
        return new RunSummary
        {
            Config = config,
            Result = result,
            Metrics = new MetricsLog(files.Metrics).Read(),
            Gradients = new GradientLog(files.Gradients).Read(),
            RangeTest = new RangeTestLog(files.RangeTest).Read(),
            Predictions = PredictionsFile.Read(files.Predictions, result.Labels, result.Task == Data.LearningTask.MultiLabel),
            Samples = RunSamples.Read(files.Samples),
        };
    }

    private static FineTuneResult Result(string path) => FileWork.ReadJson(path, ResultJson.Default.FineTuneResult,
        e => throw new RunException($"'{path}' {(e is JsonException ? "is no valid result of a run" : "cannot be read")}: {e.Message}", e));

    private static string Text(string path) =>
        FileWork.Do(() => File.ReadAllText(path), e => throw new RunException($"'{path}' cannot be read: {e.Message}", e));
}

/// <summary>Shows a finished run in one format. Exporters read nothing but the summary and the image files that it names.</summary>
public interface IRunExporter
{
    /// <summary>Writes or sends the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The run's folder; what is written goes there, whole or not at all.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Where it can be seen: a path or an address.</returns>
    /// <exception cref="InputException">It cannot be delivered.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    string Export(RunSummary run, string folder, CancellationToken cancellation = default);
}
