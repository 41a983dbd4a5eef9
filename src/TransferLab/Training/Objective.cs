using TransferLab.Autodiff.Losses;

namespace TransferLab.Training;

/// <summary>What a run minimises on its training images: the loss with its weights, and which images an epoch visits.</summary>
internal sealed class Objective
{
    // A label that one image in thousands has would else drown everything.
    private const double LargestPositiveWeight = 100;

    private readonly FineTuneOptions _options;
    private readonly ImageDataset _dataset;
    private readonly DataSplit _split;
    private readonly double[]? _weights;
    private readonly BalancedSampling? _sampling;

    private Objective(FineTuneOptions options, ImageDataset dataset, DataSplit split)
    {
        (_options, _dataset, _split) = (options, dataset, split);
        var counts = Count(dataset, split.Train);
        _weights = dataset.Task == LearningTask.SingleLabel ? options.ClassWeights.Of(counts)
            : options.PositiveWeights == PositiveWeighting.Balanced ? [.. counts.Select(n => PositiveWeight(n, split.Train.Length))]
            : null;
        _sampling = options.Sampling == SamplingMode.Balanced ? new BalancedSampling(dataset, split.Train) : null;
    }

    /// <summary>The objective of a run.</summary>
    /// <exception cref="ArgumentException">Loss or weights do not fit the task.</exception>
    public static Objective Of(FineTuneOptions options, ImageDataset dataset, DataSplit split)
    {
        options.Loss.CheckTask(dataset.Task);
        var (weights, positive) = (new SettingName(nameof(FineTuneOptions.ClassWeights)), new SettingName(nameof(FineTuneOptions.PositiveWeights)));
        if (dataset.Task == LearningTask.MultiLabel && options.ClassWeights != ClassWeighting.None)
            throw new SettingException($"{weights.Of($"{options.ClassWeights}")} is for single-label tasks; "
                + $"in a multi-label one take {positive.Of("balanced")}.");
        if (dataset.Task == LearningTask.SingleLabel && options.PositiveWeights != PositiveWeighting.None)
            throw new SettingException($"{positive} is for multi-label tasks; in a single-label one take {weights.Of("balanced")}.");
        return new(options, dataset, split);
    }

    /// <summary>The loss as nodes for the training graph.</summary>
    public ILossFunction Loss =>
        _options.Loss.Create(_dataset.Task, _options.LabelSmoothing, _weights is null ? null : Array.ConvertAll(_weights, w => (float)w));

    /// <summary>The images of an epoch, in its order: a function of seed and epoch.</summary>
    public int[] Order(int epoch) => _sampling?.Order(_options.Seed, epoch) ?? EpochShuffle.Order(_split.Train.AsSpan(), _options.Seed, epoch);

    /// <summary>Counts and weights by label.</summary>
    public IReadOnlyList<LabelBalance> Balance()
    {
        var (train, validation) = (Count(_dataset, _split.Train), Count(_dataset, _split.Validation));
        var draws = _sampling?.Draws(_dataset) ?? [.. train.Select(n => (double)n)];
        return [.. _dataset.Classes.Select((label, i) => new LabelBalance(label, train[i], validation[i], _weights?[i] ?? 1, draws[i]))];
    }

    /// <summary>What is done about unequal classes, in a sentence; empty where nothing is.</summary>
    public string Describe()
    {
        const int most = 12;
        if (_weights is null && _sampling is null)
            return "";
        var c = CultureInfo.InvariantCulture;
        var labels = Balance().Take(most).Select(b => b.Label + " " + string.Join(", ", ((string[])
        [
            string.Create(c, $"{b.TrainImages} images"),
            _weights is null ? "" : string.Create(c, $"weight {b.Weight:0.###}"),
            _sampling is null ? "" : string.Create(c, $"{b.PerEpoch:0.#} an epoch"),
        ]).Where(t => t.Length > 0)));
        return $"Balance: {string.Join("; ", labels)}{(_dataset.Classes.Count > most ? $" and {_dataset.Classes.Count - most} more, see result.json" : "")}.";
    }

    private static double PositiveWeight(int positives, int images) =>
        Math.Clamp((images - positives) / Math.Max(positives, 1.0), 1 / LargestPositiveWeight, LargestPositiveWeight);

    private static int[] Count(ImageDataset dataset, ImmutableArray<int> samples)
    {
        var counts = new int[dataset.Classes.Count];
        foreach (var label in samples.SelectMany(i => dataset.Samples[i].Labels))
            counts[label]++;
        return counts;
    }
}
