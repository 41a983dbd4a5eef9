namespace TransferLab.Training;

/// <summary>Where a phase gets its batches from. Behind a frozen prefix, images that look the same every epoch, or have a fixed
/// number of looks, are replaced by their activations at the cut, computed once; everything else is fed as pixels.</summary>
/// <remarks>The sources that it is given are disposed with it.</remarks>
internal sealed class PhaseData(OnnxModel trainModel, OnnxModel validationModel, IBatchSource train, IBatchSource validation, CutCache? cache) : IDisposable
{
    /// <summary>The forward model that training batches go into.</summary>
    public OnnxModel TrainModel { get; } = trainModel;
    /// <summary>The forward model that validation batches go into.</summary>
    public OnnxModel ValidationModel { get; } = validationModel;
    public IBatchSource Train { get; } = train;
    public IBatchSource Validation { get; } = validation;

    public static PhaseData Create(TrainingPhase phase, TrainingContext run, ImageStore images, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        var pixels = new PixelSource(phase, run, images);
        var features = FeaturePlan.Of(phase, run.Split);
        if (features is null)
            return new(run.Model.Forward, run.Model.Forward, pixels.Train(), pixels.Validation(), null);

        var options = run.Options;
        var prefix = run.Model.Prefix(phase.Plan).ToBytes();
        var cache = features.Open(run.FeatureCacheDirectory, prefix, images.Geometry, options.Device);
        try
        {
            FeatureCacheTrimming.Trim(run.FeatureCacheDirectory, options.FeatureCacheLimit);
            var wanted = features.Jobs(run.Split, withTest: options.Fold is not null);
            var total = wanted.Sum(w => w.Job.Count);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var hashes = new FeatureExtractor(prefix, images, features.Augmentation, options.Device, cache).Extract([.. wanted.Select(w => w.Job)],
                options.Threads, done => events(new FeaturesExtracted(done, total, clock.Elapsed)), cancellation);
            var bySample = wanted.Zip(hashes).ToDictionary(p => p.First.Sample, p => p.Second);
            var suffix = run.Model.Suffix(phase.Plan);
            var validation = Features((sample, _, target) => cache.Plain.CopyTo(bySample[sample], target));
            return (phase.Augment, phase.Views) switch
            {
                (false, _) => new(suffix, suffix, Features((sample, _, target) => cache.Plain.CopyTo(bySample[sample], target)), validation, cache),
                (true, 0) => new(run.Model.Forward, suffix, pixels.Train(), validation, cache),
                (true, _) => new(suffix, suffix, Views(), validation, cache),
            };

            FeatureBatches Views()
            {
                var keys = run.Split.Train.ToDictionary(i => i, i => AugmentedView.Keys(bySample[i], phase.Views));
                return Features((sample, epoch, target) => cache.Views!.CopyTo(keys[sample][epoch % phase.Views], target));
            }

            FeatureBatches Features(Action<int, int, Span<float>> copy) =>
                new(copy, run.FillTargets, options.ImagesPerRun, features.Dims, run.Dataset.Classes.Count);
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        cache?.Dispose();
    }
}

/// <summary>Batches of pixels for a phase: training images varied as it wants them, validation images as they are.</summary>
internal sealed class PixelSource(TrainingPhase phase, TrainingContext run, ImageStore images)
{
    public PixelBatches Train() => Batches(Fill, phase.Mixer);

    public PixelBatches Validation() => Batches((sample, _, pixels) => images.Fit(sample, pixels), mixer: null);

    /// <summary>A training image as an epoch sees it, uint8 [H,W,3].</summary>
    public void Fill(int sample, int epoch, Span<byte> pixels)
    {
        if (!phase.Augment)
            images.Fit(sample, pixels);
        else if (phase.Views == 0)
            images.Augment(sample, phase.Pipeline, new SampleRandom(unchecked((long)run.Options.Seed), epoch, sample), pixels);
        else
            images.View(sample, phase.Pipeline, epoch % phase.Views, pixels);
    }

    private PixelBatches Batches(Action<int, int, Span<byte>> fill, BatchMixer? mixer) =>
        new(fill, run.FillTargets, run.Options.ImagesPerRun, [images.Geometry.Height, images.Geometry.Width, 3],
            run.Dataset.Classes.Count, run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount, mixer);
}
