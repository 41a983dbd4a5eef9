using System.Diagnostics;
using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;
using TransferLab.Pictures;
using TransferLab.Studies.Comparison;

namespace TransferLab.MLNet.Baselines;

/// <summary>Measures a trainer of ML.NET on the splits that <see cref="FreezeComparison"/> makes, and writes a row that
/// <see cref="FreezeComparison.Merge"/> puts beside the strategies.</summary>
public static class TrainerBaseline
{
    // The least probability whose logarithm counts: an answer of exactly 0 for the true class would make the mean loss infinite.
    private const float Least = 1e-30f;

    /// <summary>Trains and scores once per seed.</summary>
    /// <param name="context">Where the trainer lives; its seed is the trainer's affair, the seeds here decide the splits.</param>
    /// <param name="options">What to measure it on.</param>
    /// <param name="pipeline">The estimator of a run, given its seed and the images held out: from <c>ImagePath</c> (text) or <c>Image</c>
    /// (vector of bytes) and <c>Label</c> (key) to <c>Score</c>, a vector of probabilities in the order of the keys. No weight may be
    /// fitted to the images held out; they are given for trainers that watch them while they train, to report or to stop.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the scores are not one per class.</exception>
    /// <exception cref="DatasetException">The folder cannot be read or divided, or is multi-label.</exception>
    public static ComparedBaseline Run(MLContext context, BaselineOptions options, Func<ulong, IDataView, IEstimator<ITransformer>> pipeline,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pipeline);
        options.Validate();
        // A comparison leaves out what cannot be read, and its splits are of the rest.
        var dataset = ReadableImages.Of(ImageDataset.FromFolder(options.Images), cancellation: cancellation);
        if (dataset.Task != LearningTask.SingleLabel)
            throw new DatasetException($"'{options.Images}' is multi-label; a baseline is measured on single-label folders.");
        List<ComparedRun> runs = [];
        for (var i = 0; i < options.Seeds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            runs.Add(Run(context, dataset, options, options.Seed + (ulong)i, pipeline));
        }
        var baseline = new ComparedBaseline { Name = options.Name, Fingerprint = dataset.Fingerprint(), ValidationFraction = options.Validation, Runs = runs };
        baseline.Save(options.Output);
        return baseline;
    }

    private static ComparedRun Run(MLContext context, ImageDataset dataset, BaselineOptions options, ulong seed,
        Func<ulong, IDataView, IEstimator<ITransformer>> pipeline)
    {
        var split = dataset.Split(options.Validation, seed);
        var (train, held) = (BaselineImage.View(context, dataset, split.Train), BaselineImage.View(context, dataset, split.Validation));
        // Every run pays for its features: none may find those of the seed before it.
        NetworkRegistry.Forget();
        var isMeasured = PeakMemory.Restart();
        var clock = Stopwatch.StartNew();
        var model = pipeline(seed, held).Fit(train);
        var trained = clock.Elapsed.TotalSeconds;
        var report = Score(model, held, dataset, split.Validation);
        var seconds = clock.Elapsed.TotalSeconds;
        var test = split.Test.IsEmpty ? null : Score(model, BaselineImage.View(context, dataset, split.Test), dataset, split.Test);
        return new ComparedRun
        {
            Strategy = options.Name,
            Seed = seed,
            Directory = ".",
            Score = report.Accuracy,
            MacroF1 = report.MacroF1,
            Loss = report.Loss,
            TestScore = test?.Accuracy,
            // What a trainer of ML.NET holds, and how many steps it takes, it tells nobody: 0 stands for unknown.
            TrainableParameters = 0,
            Seconds = seconds,
            ImagesPerSecond = split.Train.Length / Math.Max(trained, 1e-9),
            PeakMemoryBytes = isMeasured && PeakMemory.Bytes() is { } peak ? peak : Environment.WorkingSet,
            BestEpoch = 0,
            Epochs = 0,
            Command = options.Command,
        };
    }

    private static ClassificationReport Score(ITransformer model, IDataView images, ImageDataset dataset, IReadOnlyList<int> samples)
    {
        var classes = dataset.Classes;
        var metrics = new ClassificationMetrics(classes);
        var row = 0;
        foreach (var scores in model.Transform(images).GetColumn<float[]>("Score"))
        {
            if (scores.Length != classes.Count)
                throw new SettingException($"The pipeline gives {scores.Length} scores; the data set has {classes.Count} classes. "
                    + "A trainer must score every key of its label column.");
            metrics.Add([.. scores.Select(p => MathF.Log(Math.Max(p, Least)))], [dataset.Samples[samples[row++]].Label]);
        }
        return metrics.Report();
    }
}

/// <summary>What a trainer of ML.NET is measured on: the same splits as a comparison's.</summary>
public sealed record BaselineOptions
{
    /// <summary>Folder of pictures, as given to a <see cref="FreezeComparison"/>; single-label.</summary>
    public required string Images { get; init; }
    /// <summary>Folder for the result, for <see cref="FreezeComparison.Merge"/>. What an earlier baseline left there is replaced.</summary>
    public required string Output { get; init; }
    /// <summary>Name of the row, e.g. <c>mlnet:sdca</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Number of runs, 1 or more; default 3, as that of a comparison.</summary>
    public int Seeds { get; init; } = 3;
    /// <summary>The first seed; each decides a split. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
    /// <summary>Share of the images held out, above 0 and below 1; default 0.2. Ignored where the folder has a validation part.</summary>
    public double Validation { get; init; } = 0.2;
    /// <summary>What repeats the measurement, for the report.</summary>
    public string Command { get; init; } = "";

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(Seeds, 1);
        if (Validation is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Validation), Validation, "The share held out is above 0 and below 1.");
    }
}

/// <summary>A row of the data that a baseline is trained on: path, encoded image, and label as a key in the order of the data set's classes.</summary>
internal sealed class BaselineImage
{
    public string ImagePath { get; set; } = "";
    /// <summary>The file as it is; read when a cursor comes by, so that a data view holds no images.</summary>
    public byte[] Image { get; set; } = [];
    public string Label { get; set; } = "";

    /// <summary>Some samples of a data set.</summary>
    public static IDataView View(MLContext context, ImageDataset dataset, IReadOnlyList<int> samples)
    {
        var rows = context.Data.LoadFromEnumerable(samples.Select(i => new BaselineImage
        {
            ImagePath = dataset.Samples[i].Path,
            Image = File.ReadAllBytes(dataset.Samples[i].Path),
            Label = dataset.Classes[dataset.Samples[i].Label],
        }));
        // All classes have a key, in their order, whatever a split holds: scores are compared by place.
        return context.Transforms.Conversion.MapValueToKey("Label", keyData: LabelData.Of(dataset.Classes)).Fit(rows).Transform(rows);
    }
}
