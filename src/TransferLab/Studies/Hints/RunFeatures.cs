namespace TransferLab.Studies.Hints;

/// <summary>The features of a run's images by its backbone as it was before training, from the cache of its linear probe where they are there.</summary>
internal static class RunFeatures
{
    /// <param name="run">Folder of the run.</param>
    /// <param name="threads">Threads; 0 for all cores.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="RunException">It holds no fine-tuning run, or images or backbone have changed since.</exception>
    public static (ImageDataset Data, ulong Seed, float[][] Rows) Read(string run, int threads, Action<int, int>? progress, CancellationToken cancellation)
    {
        var files = new RunFiles(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)));
        if (!File.Exists(files.Config))
            throw new RunException(Directory.Exists(files.Root)
                ? $"The folder '{files.Root}' holds no run: it has no config.json."
                : $"The run folder '{files.Root}' does not exist: check the path.");
        var config = RunConfig.FromJson(File.ReadAllText(files.Config), files.Config);
        var options = RunConfigMapping.ToOptions(config, files.Root)
            with
        {
            Freeze = FreezePolicy.Parse("linear-probe"),
            Augmentation = AugmentationLevel.None,
            Views = 0,
            FindLearningRate = false,
            Threads = threads,
            Device = ComputeDevice.Cpu
        };
        var backbone = BackboneLoader.Load(options.Backbone, options.BackboneOptions);
        if (backbone.Spec.Sha256 != config.Backbone.Sha256)
            throw new RunException($"The backbone '{config.Backbone.Path}' is not the file the run began with (SHA-256 differs). Put the old file back.");
        using var material = SharedInputs.Load(options, backbone, cancellation);
        if (material.Dataset.Fingerprint() != config.Dataset.Fingerprint)
            throw new RunException($"The images in '{material.Dataset.Root}' have changed since the run began: train again, and ask for hints then.");
        return (material.Dataset, options.Seed, Extract(options, material, progress, cancellation));
    }

    private static float[][] Extract(FineTuneOptions options, SharedInputs material, Action<int, int>? progress, CancellationToken cancellation)
    {
        var data = material.Dataset;
        var phase = PhasePlanner.Plan(options, material.Backbone)[0];
        var everything = new DataSplit([.. Enumerable.Range(0, data.Samples.Length)], [], [], false);
        var plan = FeaturePlan.Of(phase, everything)
            ?? throw new TrainingException("The features of the backbone are too large to keep: hints need a backbone whose features are pooled.");
        var own = options.FeatureCacheDirectory is null ? Directory.CreateTempSubdirectory("transferlab-") : null;
        try
        {
            var model = ClassifierModel.Create(material.Backbone, data.Classes.Count, options.Seed).Prefix(phase.Plan).ToBytes();
            using var cache = plan.Open(options.FeatureCacheDirectory ?? own!.FullName, model, material.Images.Geometry, options.Device);
            var jobs = plan.Jobs(everything);
            var hashes = new FeatureExtractor(model, material.Images, null, options.Device, cache)
                .Extract([.. jobs.Select(j => j.Job)], options.Threads, done => progress?.Invoke(done, jobs.Count), cancellation);
            return [.. hashes.Select(hash =>
            {
                var row = new float[plan.Length];
                cache.Plain.CopyTo(hash, row);
                return row;
            })];
        }
        finally
        {
            own?.Delete(recursive: true);
        }
    }
}
