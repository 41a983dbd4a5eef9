using TransferLab.Classifiers.Evaluation;
using TransferLab.Runs;
using TransferLab.Studies.CrossValidation;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Studies.CrossValidation;

public sealed class CrossValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scores_are_those_of_the_packages_on_images_they_have_not_seen_and_features_are_computed_once()
    {
        var options = Options(out var training);
        var report = CrossValidator.Run(options, cancellation: Token);
        var rows = File.ReadAllLines(Path.Combine(training.Output, "out-of-fold.csv"));

        Assert.Equal(3, report.Folds.Count);
        Assert.Equal(24, report.Folds.Sum(f => f.Images));
        Assert.Equal(24, rows.Skip(1).Select(r => r.Split(',')[0]).Distinct().Count());
        Assert.Equal(report.Folds.Average(f => f.Scores.Accuracy), report.Score.Mean, 1e-12);
        Assert.Equal(report.Folds.Sum(f => f.Scores.Accuracy * f.Images) / 24, report.Pooled!.Accuracy, 1e-9);
        // A fold's package scores the fold's files as the fold was scored from cached activations.
        using var classifier = ImageClassifier.Load(Path.Combine(training.Output, "fold-2"));
        var row = rows.Skip(1).Select(r => r.Split(',')).First(r => r[3] == "2");
        var score = classifier.Score(File.ReadAllBytes(Path.Combine(training.Images, row[0])));
        Assert.Equal(row.Skip(4).Select(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture)), score.Probabilities.Select(p => (double)p), (a, b) => Math.Abs(a - b) < 1e-4);
        // One file with one activation per image: 24 floats and some bytes around them, and nothing more for the other folds.
        var cache = Assert.Single(Directory.GetFiles(_folder["features"]), f => new FileInfo(f).Length > 24 * 24 * sizeof(float));
        Assert.InRange(new FileInfo(cache).Length, 24 * 24 * sizeof(float), 24 * 25 * sizeof(float) + (24 * 64) + 4096);
    }

    [Fact]
    public void Stopped_in_the_midst_it_goes_on_to_the_same_report()
    {
        var options = Options(out var training) with { Folds = 2 };
        var whole = CrossValidator.Run(options, cancellation: Token);
        using var stop = new CancellationTokenSource();
        var again = options with { Training = training with { Output = _folder["again"] } };
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => CrossValidator.Run(again, e =>
        {
            if (e is StepCompleted && ++steps == 15)
                stop.Cancel();
        }, stop.Token));
        var resumed = CrossValidator.Run(again, cancellation: Token);

        Assert.Equal(whole.Folds.Select(f => f.Scores), resumed.Folds.Select(f => f.Scores));
        Assert.Equal(File.ReadAllText(Path.Combine(training.Output, "out-of-fold.csv")), File.ReadAllText(_folder["again/out-of-fold.csv"]));
        Assert.Contains("other options", Assert.Throws<RunException>(() => CrossValidator.Run(again with { Training = again.Training with { Epochs = 3 } }, cancellation: Token)).Message, StringComparison.Ordinal);
    }

    private CrossValidationOptions Options(out TransferLab.FineTuneOptions training)
    {
        training = TinyRun.Options(_folder, perClass: 8, epochs: 4) with { FeatureCacheDirectory = _folder["features"] };
        return new() { Training = training, Folds = 3, Bootstrap = new BootstrapOptions { Resamples = 20 } };
    }
}
