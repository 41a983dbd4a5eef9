using TransferLab.Batches;
using TransferLab.Features;
using TransferLab.Images;
using TransferLab.Imaging.Augmentation;
using TransferLab.Onnx;
using TransferLab.Training.Events;

namespace TransferLab.Training;

/// <summary>
/// Where a phase gets its batches from. Behind a frozen prefix, images that look the same every epoch are replaced by their activations at the cut,
/// computed once; everything else is fed as pixels.
/// </summary>
internal sealed class PhaseData : IDisposable
{
    // Beyond this, recomputing the prefix costs less than the disk.
    private const long LargestCache = 8L << 30;

    private readonly FeatureCache? _cache;

    private PhaseData(OnnxModel trainModel, OnnxModel validationModel, IBatchSource train, IBatchSource validation, FeatureCache? cache)
    {
        TrainModel = trainModel;
        ValidationModel = validationModel;
        Train = train;
        Validation = validation;
        _cache = cache;
    }

    /// <summary>The forward model that training batches go into.</summary>
    public OnnxModel TrainModel { get; }

    /// <summary>The forward model that validation batches go into.</summary>
    public OnnxModel ValidationModel { get; }

    public IBatchSource Train { get; }

    public IBatchSource Validation { get; }

    /// <summary>Batches of whole images from sources that the caller made; they are disposed with this.</summary>
    public static PhaseData OfImages(OnnxModel forward, IBatchSource train, IBatchSource validation) => new(forward, forward, train, validation, null);

    public static bool UsesCache(TrainingPhase phase, RunInputs run)
    {
        if (!phase.Plan.HasPrefix)
            return false;
        var floats = ActivationLength(phase, out _);
        return floats * sizeof(float) * (run.Split.Train.Length + run.Split.Validation.Length) <= LargestCache;
    }

    public static PhaseData Create(TrainingPhase phase, RunInputs run, ImageStore images, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        var options = run.Options;
        var classes = run.Dataset.Classes.Count;
        var geometry = images.Geometry;
        long[] imageDims = [geometry.Height, geometry.Width, 3];
        var workers = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        var pipeline = phase.Augment ? AugmentationPipeline.Light : null;
        if (!UsesCache(phase, run))
            return new(run.Model.Forward, run.Model.Forward, Pixels(pipeline), Pixels(null), null);

        var length = checked((int)ActivationLength(phase, out var dims));
        var prefix = run.Model.Prefix(phase.Plan).ToBytes();
        var cache = FeatureCache.Open(run.FeatureCacheDirectory, FeatureCacheKey.Of(prefix, ImageReader.Describe(geometry)), length);
        try
        {
            FeatureCacheTrimming.Trim(run.FeatureCacheDirectory, options.FeatureCacheLimit);
            int[] wanted = phase.Augment ? [.. run.Split.Validation] : [.. run.Split.Train, .. run.Split.Validation];
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var hashes = FeatureExtractor.Extract(prefix, [.. wanted.Select(i => run.Dataset.Samples[i].Path)], geometry, cache, options.Threads,
                done => events(new FeaturesExtracted(done, wanted.Length, clock.Elapsed)), cancellation);
            var bySample = wanted.Zip(hashes).ToDictionary(p => p.First, p => p.Second);
            var suffix = run.Model.Suffix(phase.Plan);
            return phase.Augment
                ? new(run.Model.Forward, suffix, Pixels(pipeline), Features(), cache)
                : new(suffix, suffix, Features(), Features(), cache);

            FeatureBatches Features() => new((sample, target) => cache.CopyTo(bySample[sample], target), run.FillTargets, options.ImagesPerRun, dims, classes);
        }
        catch
        {
            cache.Dispose();
            throw;
        }

        PixelBatches Pixels(AugmentationPipeline? augmentation)
        {
            void Fill(int sample, int epoch, Span<byte> pixels)
            {
                if (augmentation is null)
                    images.Fit(sample, pixels);
                else
                    images.Augment(sample, augmentation, new SampleRandom(unchecked((long)options.Seed), epoch, sample), pixels);
            }

            return new(Fill, run.FillTargets, options.ImagesPerRun, imageDims, classes, workers);
        }
    }

    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        _cache?.Dispose();
    }

    private static long ActivationLength(TrainingPhase phase, out long[] dims)
    {
        var shape = phase.Plan.Backbone.Shapes.Shape(phase.Plan.CutValue);
        dims = [.. shape.Skip(1).Select(d => d.IsKnown ? d.Value : throw new TrainingException(
            $"The activation '{phase.Plan.CutValue}' has the shape {shape}, whose size is not fixed, so it cannot be cached. Cut elsewhere with --freeze until:VALUE."))];
        return dims.Aggregate(1L, (a, b) => checked(a * b));
    }
}
