namespace TransferLab.Studies.CrossValidation;

/// <summary>K-fold cross-validation: every image is scored by a classifier that has not seen it, neither in training nor in
/// the choice of epoch, temperature and thresholds. Each fold is an ordinary run in a folder of its own; pictures are decoded
/// once and activations of what is frozen computed once for all folds. Started again, it goes on where it was.</summary>
public static class CrossValidator
{
    /// <summary>File of the report.</summary>
    public const string ReportFile = "cross-validation.json";

    private const string KeyFile = "cross-validation.key.json";

    /// <summary>Does what is not done yet, and sums up.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="DatasetException">The folder cannot be cross-validated.</exception>
    /// <exception cref="RunException">The output folder holds something else.</exception>
    public static CrossValidationReport Run(CrossValidationOptions options, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        events ??= static _ => { };
        options.Validate();
        var root = Path.GetFullPath(options.Training.Output);
        var isStarted = File.Exists(Path.Combine(root, KeyFile));
        if (!isStarted)
            RunDirectory.CheckCreatable(root);
        var catalog = BackboneCatalog.Load();
        var training = options.Training.WithResolvedDevice(events) with { Backbone = catalog.Resolve(options.Training.Backbone) };
        var backbone = BackboneLoader.Load(training.Backbone, training.BackboneOptions);
        GradientCheck.EnsurePossible(backbone, PhasePlanner.Plan(training, backbone));
        using var material = SharedInputs.Load(training, backbone, cancellation);
        FineTuneOptions[] folds = [.. Enumerable.Range(1, options.Folds).Select(n => training with
        {
            Output = Path.Combine(root, $"fold-{n.ToString(CultureInfo.InvariantCulture)}"),
            Fold = new FoldSpec { Number = n, Count = options.Folds },
            FeatureCacheDirectory = training.FeatureCacheDirectory ?? Path.Combine(root, "cache"),
        })];
        // Every fold must be possible before the first is done.
        DataSplit[] splits = [.. folds.Select(f => PhaseSequence.SplitOf(f, material.Dataset))];
        CheckKey(root, isStarted, RunConfigMapping.ToConfig(folds[0], material.Dataset, splits[0], backbone));
        events(new RunMessage(BackboneWords.Of(backbone.Spec, catalog)));
        var results = new List<FoldResult>();
        var images = new List<(int Fold, EvaluatedImage Image)>();
        foreach (var fold in folds)
        {
            var result = Finished(fold.Output) ?? Do(fold, material, events, cancellation);
            var number = fold.Fold!.Number;
            results.Add(new(number, result.TrainImages, result.ValidationImages, result.TestImages, result.Test!, result.BestEpoch, result.Seconds));
            images.AddRange(HeldOutFile.Read(fold.Output, result.Labels).Select(i => (number, i)));
            events(new RunMessage(string.Create(CultureInfo.InvariantCulture,
                $"Fold {number} of {options.Folds}: {TaskNames.ScoreOf(result.Task)} {result.Test!.Accuracy:0.000}, macro F1 {result.Test.MacroF1:0.000} on "
                    + $"{result.TestImages} images.")));
        }
        var report = Sum(options, material.Dataset, results, [.. images.Select(i => i.Image)]);
        Write(root, report, images);
        if (training.FeatureCacheDirectory is null)
            FileWork.TryDeleteFolder(Path.Combine(root, "cache"));
        return report;
    }

    private static FineTuneResult Do(FineTuneOptions fold, SharedInputs material, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        events(new RunMessage($"Fold {fold.Fold!.Number} of {fold.Fold.Count}."));
        if (!RunDirectory.IsRun(fold.Output))
            return PhaseSequence.Start(fold, material, events, cancellation).Result!;
        using var run = RunDirectory.Open(fold.Output, w => events(new RunMessage(w, IsWarning: true)));
        return PhaseSequence.GoOn(run, material, events, cancellation).Result!;
    }

    private static FineTuneResult? Finished(string run) => File.Exists(new RunFiles(run).Result) ? RunSummaryReader.Read(run).Result : null;

    // The same folder with other options would mix folds that do not belong together.
    private static void CheckKey(string root, bool isStarted, RunConfig config)
    {
        var key = (config with { Created = default, Environment = new EnvironmentInfo() }).ToJson();
        var path = Path.Combine(root, KeyFile);
        if (!isStarted)
        {
            Directory.CreateDirectory(root);
            AtomicFile.WriteText(path, key);
        }
        else if (File.ReadAllText(path) != key)
        {
            throw new RunException($"'{root}' holds a cross-validation with other options, images or backbone: choose another folder, or repeat the command "
                + $"that it was started with.");
        }
    }

    private static CrossValidationReport Sum(CrossValidationOptions options, ImageDataset dataset, IReadOnlyList<FoldResult> folds,
        IReadOnlyList<EvaluatedImage> images)
    {
        double[] probabilities = [.. images.SelectMany(i => i.Probabilities)];
        var scored = new ScoredImages(dataset.Classes, dataset.Task, probabilities, [.. images.Select(i => i.Labels)], [])
        { Decisions = [.. images.Select(i => i.Given)] };
        var confidence = options.Bootstrap.Confidence;
        return new()
        {
            Task = dataset.Task,
            Labels = [.. dataset.Classes],
            Confidence = confidence,
            Folds = folds,
            Score = Estimate.Of([.. folds.Select(f => f.Scores.Accuracy)], confidence),
            MacroF1 = Estimate.Of([.. folds.Select(f => f.Scores.MacroF1)], confidence),
            Loss = Estimate.Of([.. folds.Select(f => f.Scores.Loss)], confidence),
            Pooled = dataset.Task == LearningTask.SingleLabel
                ? ClassificationMetrics.Compute(LogitScaling.ToLogits(probabilities, dataset.Task), images.Select(i => i.Labels[0]).ToArray(), dataset.Classes)
                : null,
            Details = scored.Details(options.Bootstrap),
        };
    }

    private static void Write(string root, CrossValidationReport report, IReadOnlyList<(int Fold, EvaluatedImage Image)> images)
    {
        var fold = images.ToLookup(i => i.Image.Image, i => i.Fold, StringComparer.Ordinal);
        EvaluationFiles.WritePredictions(Path.Combine(root, "out-of-fold.csv"), report.Labels, images.Select(i => i.Image),
            ("fold", i => fold[i.Image].First().ToString(CultureInfo.InvariantCulture)));
        var name = report.Task == LearningTask.MultiLabel ? "meanAveragePrecision" : "accuracy";
        AtomicFile.WriteText(Path.Combine(root, "folds.csv"),
            CsvLines.Of(["fold", "trainImages", "validationImages", "images", name, "macroF1", "loss", "bestEpoch", "seconds"])
            + string.Concat(report.Folds.Select(f =>
                CsvLines.Of(((double[])[f.Fold, f.TrainImages, f.ValidationImages, f.Images, f.Scores.Accuracy, f.Scores.MacroF1, f.Scores.Loss, f.BestEpoch,
                    f.Seconds]).Select(CsvLines.Number)))));
        AtomicFile.WriteText(Path.Combine(root, ReportFile), JsonSerializer.Serialize(report, CrossValidationJson.Default.CrossValidationReport) + "\n");
    }
}

/// <summary>What a cross-validation is asked to do.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>The runs, but for their folds. Its output is the folder of the cross-validation.</summary>
    public required FineTuneOptions Training { get; init; }
    /// <summary>Number of folds, 2 to 100. Default 5.</summary>
    public int Folds { get; init; } = 5;
    /// <summary>Intervals of the pooled scores; its confidence is that of the interval over folds too.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">One is out of range.</exception>
    public void Validate()
    {
        Training.Validate();
        Bootstrap.Validate();
        new FoldSpec { Number = 1, Count = Folds }.Validate();
    }
}
