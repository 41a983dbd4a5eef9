namespace TransferLab;

/// <summary>Scores a labelled folder with a classifier package.</summary>
public static class PackageEvaluator
{
    /// <summary>Scores all images below a folder.</summary>
    /// <param name="package">Folder of the package, or of its run.</param>
    /// <param name="images">Folder with a sub-folder per label, or with a labels.csv; its labels must be known to the package.</param>
    /// <param name="strict">Whether an unreadable image is an error.</param>
    /// <param name="threads">Threads; 0 for all cores.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="PackageException">The package cannot be used.</exception>
    /// <exception cref="DatasetException">The folder cannot be scored.</exception>
    public static PackageEvaluation Evaluate(string package, string images, bool strict = false, int threads = 0, Action<int, int>? progress = null,
        CancellationToken cancellation = default) =>
        Evaluate(package, images, new PackageEvaluationOptions { Strict = strict, Threads = threads }, progress, cancellation);

    /// <summary>Scores all images below a folder.</summary>
    /// <param name="package">Folder of the package, or of its run.</param>
    /// <param name="images">Folder with a sub-folder per label, or with a labels.csv; its labels must be known to the package.</param>
    /// <param name="options">How it is scored.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="PackageException">The package cannot be used.</exception>
    /// <exception cref="DatasetException">The folder cannot be scored.</exception>
    public static PackageEvaluation Evaluate(string package, string images, PackageEvaluationOptions options, Action<int, int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Bootstrap.Validate();
        // One session per package and one image per core: the scores do not depend on how many images there are, and nothing waits at a barrier.
        using var classifier = ImageClassifier.Load(package,
            new ImageClassifierOptions { Threads = 1, Device = options.Device, TestTimeAugmentation = options.TestTimeAugmentation });
        var task = classifier.Package.IsMultiLabel ? LearningTask.MultiLabel : LearningTask.SingleLabel;
        var found = ImageDataset.FromFolder(images, new DatasetOptions { MinimumClasses = 1, RequireImagesInEveryClass = false, Task = task });
        return Evaluate(classifier, found.WithClasses(new ClassMap(classifier.Labels), task), options, progress, null, cancellation);
    }

    /// <summary>Scores images whose labels are those of the classifier, in its order.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="options">Threads, intervals.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="pixels">Writes the model's input of an image, uint8 [H,W,3], where it is decoded already; null reads the files.</param>
    /// <param name="cancellation">Stops between two images.</param>
    internal static PackageEvaluation Evaluate(ImageClassifier classifier, ImageDataset dataset, PackageEvaluationOptions options,
        Action<int, int>? progress = null, Action<int, Span<byte>>? pixels = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var scores = ImageClassifier.ScoreMany(dataset.Samples.Length,
            pixels is null ? i => classifier.ScoreFile(dataset.Samples[i].Path) : i => classifier.ScorePixels(target => pixels(i, target)),
            options.Threads, done => progress?.Invoke(done, dataset.Samples.Length), cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        var readable = ReadabilityCheck.Without(dataset, scores.Select(s => s.Error).ToArray(), options.Strict);
        var config = classifier.Package.Config;
        var logits = LogitScaling.Divide([.. scores.Where(s => s.Error is null).SelectMany(s => s.Logits)], config.Temperature);
        return Evaluate(readable, logits, config.Thresholds, options.Bootstrap) with { ImagesPerSecond = scores.Length / Math.Max(seconds, 1e-9) };
    }

    /// <summary>Scores outputs that are there.</summary>
    /// <param name="dataset">The images, under the classifier's labels.</param>
    /// <param name="logits">Theirs, divided by the temperature, [N,K].</param>
    /// <param name="thresholds">Multi-label: one per label; null for 0.5.</param>
    /// <param name="bootstrap">How intervals are worked out.</param>
    internal static PackageEvaluation Evaluate(ImageDataset dataset, ReadOnlySpan<float> logits, IReadOnlyList<double>? thresholds, BootstrapOptions bootstrap)
    {
        var classes = dataset.Classes.Count;
        // As float32, in which the metrics take them, so that a decision is the same everywhere.
        var limits = thresholds?.Select(t => (float)t).ToArray() ?? [.. Enumerable.Repeat(MultiLabelMetrics.DefaultThreshold, classes)];
        var scored = new ScoredImages(dataset.Classes, dataset.Task, LogitScaling.ToProbabilities(logits, classes, dataset.Task),
            [.. dataset.Samples.Select(s => (IReadOnlyList<int>)s.Labels)], Array.ConvertAll(limits, t => (double)t));
        var single = dataset.Task == LearningTask.SingleLabel
            ? ClassificationMetrics.Compute(logits, dataset.Samples.Select(s => s.Label).ToArray(), dataset.Classes)
            : null;
        return new(single, single is null ? MultiLabelMetrics.Compute(logits, Targets(dataset), dataset.Classes, limits) : null, [.. dataset.Skipped], 0)
        {
            Labels = dataset.Classes,
            Details = scored.Details(bootstrap),
            Images = [.. dataset.Samples.Select((s, n) => new EvaluatedImage(s.DisplayPath, s.Labels, scored.Given(n), scored.Row(n).ToArray()))],
        };
    }

    private static float[] Targets(ImageDataset dataset)
    {
        var classes = dataset.Classes.Count;
        var targets = new float[dataset.Samples.Length * classes];
        for (var i = 0; i < dataset.Samples.Length; i++)
            foreach (var label in dataset.Samples[i].Labels)
                targets[(i * classes) + label] = 1;
        return targets;
    }
}
