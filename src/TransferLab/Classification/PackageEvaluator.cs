using System.Diagnostics;
using TransferLab.Data;
using TransferLab.Evaluation;

namespace TransferLab.Classification;

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
    /// <exception cref="Packaging.PackageException">The package cannot be used.</exception>
    /// <exception cref="DatasetException">The folder cannot be scored.</exception>
    public static PackageEvaluation Evaluate(string package, string images, bool strict = false, int threads = 0, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        // One session per package and one image per core: the scores do not depend on how many images there are, and nothing waits at a barrier.
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1 });
        var task = classifier.Package.IsMultiLabel ? LearningTask.MultiLabel : LearningTask.SingleLabel;
        var found = ImageDataset.FromFolder(images, new DatasetOptions { MinimumClasses = 1, RequireImagesInEveryClass = false, Task = task });
        return Evaluate(classifier, found.WithClasses(new ClassMap(classifier.Labels), task), strict, threads, progress, cancellation);
    }

    /// <summary>Scores images whose labels are those of the classifier, in its order.</summary>
    internal static PackageEvaluation Evaluate(ImageClassifier classifier, ImageDataset dataset, bool strict = false, int threads = 0, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var scores = classifier.ScoreFiles([.. dataset.Samples.Select(s => s.Path)], threads, done => progress?.Invoke(done, dataset.Samples.Length), cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        var readable = ReadabilityCheck.Without(dataset, scores.Select(s => s.Error).ToArray(), strict);
        float[] logits = [.. scores.Where(s => s.Error is null).SelectMany(s => s.Logits)];
        var rate = scores.Length / Math.Max(seconds, 1e-9);
        if (!classifier.Package.IsMultiLabel)
            return new(ClassificationMetrics.Compute(logits, readable.Samples.Select(s => s.Label).ToArray(), readable.Classes), null, [.. readable.Skipped], rate);
        var targets = new float[logits.Length];
        for (var i = 0; i < readable.Samples.Length; i++)
            foreach (var label in readable.Samples[i].Labels)
                targets[i * readable.Classes.Count + label] = 1;
        var thresholds = classifier.Package.Config.Thresholds?.Select(t => (float)t).ToArray() ?? [];
        return new(null, MultiLabelMetrics.Compute(logits, targets, readable.Classes, thresholds), [.. readable.Skipped], rate);
    }
}
