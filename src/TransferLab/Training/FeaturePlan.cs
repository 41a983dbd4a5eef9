namespace TransferLab.Training;

/// <summary>Which activations at its cut a phase keeps, where it keeps any.</summary>
internal sealed class FeaturePlan(TrainingPhase phase, long[] dims)
{
    // Beyond this, recomputing the prefix costs less than the disk.
    private const long LargestCache = 8L << 30;

    /// <summary>Dimensions of an activation, without the batch.</summary>
    public long[] Dims { get; } = dims;

    /// <summary>Floats per activation.</summary>
    public int Length => (int)Floats(Dims);

    /// <summary>What makes the views that are kept; null where training images are not varied, or anew in every epoch.</summary>
    public AugmentationPipeline? Augmentation => phase is { Augment: true, Views: > 0 } ? phase.Pipeline : null;

    /// <summary>Whether training batches come from the cache, and not only those of validation.</summary>
    public bool ServesTraining => !phase.Augment || phase.Views > 0;

    /// <summary>The plan of a phase; null where nothing of the backbone is frozen, or its activations would take too much room.</summary>
    /// <exception cref="TrainingException">The size of the activation is not fixed.</exception>
    public static FeaturePlan? Of(TrainingPhase phase, DataSplit split)
    {
        if (!phase.Plan.HasPrefix)
            return null;
        var shape = phase.Plan.Backbone.Shapes.Shape(phase.Plan.CutValue);
        long[] dims = [.. shape.Skip(1).Select(d => d.IsKnown ? d.Value : throw new TrainingException(
            $"The activation '{phase.Plan.CutValue}' has the shape {shape}, whose size is not fixed, so it cannot be cached. "
            + $"Cut elsewhere with {new SettingName(nameof(FineTuneOptions.Freeze), "until:VALUE")}."))];
        var looks = phase.Augment ? (long)Math.Max(phase.Views, 1) : 1;
        return Floats(dims) * sizeof(float) * ((split.Train.Length * looks) + split.Validation.Length) <= LargestCache ? new(phase, dims) : null;
    }

    /// <summary>Opens the caches of the phase.</summary>
    public CutCache Open(string directory, ReadOnlySpan<byte> prefixModel, ImageGeometry geometry, ComputeDevice device) =>
        CutCache.Open(directory, prefixModel, geometry, Augmentation, Length, device);

    /// <summary>The samples whose activations the phase reads.</summary>
    /// <param name="split">Which of them train and validate.</param>
    /// <param name="withTest">Whether those of the test part are wanted too, as a fold of a cross-validation wants them.</param>
    public IReadOnlyList<(int Sample, FeatureJob Job)> Jobs(DataSplit split, bool withTest = false)
    {
        var held = withTest ? split.Validation.Concat(split.Test) : split.Validation;
        IEnumerable<(int, FeatureJob)> validation = held.Select(i => (i, new FeatureJob(i, true, 0)));
        var train = split.Train.Select(i => (i, new FeatureJob(i, !phase.Augment, phase.Augment ? phase.Views : 0)));
        return ServesTraining ? [.. train, .. validation] : [.. validation];
    }

    private static long Floats(long[] dims) => dims.Aggregate(1L, (a, b) => checked(a * b));
}
