using TransferLab.Backbones;
using TransferLab.Data;
using TransferLab.Files;
using TransferLab.Freezing;
using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Networks;
using TransferLab.Objectives;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Runtime;
using TransferLab.Settings;

namespace TransferLab.Training;

/// <summary>Between the options of a run and its <c>config.json</c>: what is written is enough to resume the run or to repeat it.</summary>
internal static class RunConfigMapping
{
    private const string Spec = "spec";
    private const string FeatureValue = "feature-value";
    private const string ForcedTask = "task";
    private const string GroupBy = "group-by";
    private const string Device = "device";
    private const string ProviderLibrary = "provider-library";

    public static RunConfig ToConfig(FineTuneOptions o, ImageDataset dataset, DataSplit split, Backbone backbone)
    {
        var config = Standard(o, dataset, split, backbone);
        // What is left open has no key, as in runs of earlier versions.
        if (o.DatasetOptions.Task is { } task)
            config.Settings[ForcedTask] = TaskNames.Of(task);
        if (o.DatasetOptions.GroupBy is { } expression)
            config.Settings[GroupBy] = expression;
        SetDevice(config.Settings, o.Device);
        return config;
    }

    /// <summary>Records the device of a run; the cpu has no key, as in runs of earlier versions.</summary>
    public static void SetDevice(IDictionary<string, string> settings, ComputeDevice device)
    {
        settings.Remove(Device);
        settings.Remove(ProviderLibrary);
        if (device != ComputeDevice.Cpu)
            settings[Device] = device.ToString();
        if (device.ProviderLibrary is { } library)
            settings[ProviderLibrary] = library;
    }

    private static RunConfig Standard(FineTuneOptions o, ImageDataset dataset, DataSplit split, Backbone backbone) => new()
    {
        Created = DateTimeOffset.UtcNow,
        Dataset = new DatasetConfig
        {
            Root = dataset.Root,
            Roots = dataset.Roots.Length > 1 ? [.. dataset.Roots] : null,
            Format = dataset.Format,
            Task = dataset.Task,
            Labels = [.. dataset.Classes],
            ValidationFraction = o.Validation,
            TrainImages = split.Train.Length,
            ValidationImages = split.Validation.Length,
            SkippedImages = dataset.Skipped.Length,
            Fingerprint = dataset.Fingerprint(),
        },
        Backbone = new RunBackbone
        {
            Path = Path.GetFullPath(o.Backbone),
            Sha256 = backbone.Spec.Sha256,
            Settings = new(StringComparer.Ordinal) { [Spec] = backbone.Spec.ToJson(), [FeatureValue] = backbone.NamedFeatureValue ?? "" },
        },
        Freeze = o.Freeze.ToString(),
        Optimizer = o.Optimizer,
        Schedule = o.Schedule ?? "",
        LearningRate = o.LearningRate ?? 0,
        Epochs = o.Epochs ?? 0,
        BatchSize = o.BatchSize,
        Seed = o.Seed,
        Settings = new(StringComparer.Ordinal)
        {
            ["head"] = o.Head.ToString(),
            ["layer-decay"] = SettingNumber.Text(o.LayerDecay),
            ["backbone-lr-multiplier"] = SettingNumber.Text(o.BackboneRateMultiplier),
            ["batch-norm"] = o.BatchNorm.ToString(),
            ["clip-norm"] = SettingNumber.Text(o.ClipNorm),
            ["label-smoothing"] = SettingNumber.Text(o.LabelSmoothing),
            ["loss"] = o.Loss.ToString(),
            ["class-weights"] = o.ClassWeights.ToString(),
            ["positive-weights"] = o.PositiveWeights.ToString(),
            ["sampling"] = o.Sampling.ToString(),
            ["calibration"] = o.Calibrate ? "temperature" : "none",
            ["thresholds"] = o.TuneThresholds ? "tuned" : "fixed",
            ["augment"] = o.Augmentation.ToString(),
            ["views"] = SettingNumber.Text(o.Views),
            ["augment-file"] = o.AugmentationPolicy?.Path ?? "",
            ["augment-policy"] = o.AugmentationPolicy?.Json ?? "",
            ["mixup"] = SettingNumber.Text(o.MixUp),
            ["cutmix"] = SettingNumber.Text(o.CutMix),
            ["learning-rate"] = o.FindLearningRate ? "auto" : "",
            ["accumulate"] = SettingNumber.Text(o.Accumulate),
            ["warm-up"] = SettingNumber.Text(o.WarmUp),
            ["ema"] = SettingNumber.Text(o.Ema),
            ["on-bad-gradients"] = o.OnBadGradients.ToString(),
            ["patience"] = o.Patience is { } p ? SettingNumber.Text(p) : "",
            ["strict"] = o.Strict ? "true" : "false",
            ["threads"] = SettingNumber.Text(o.Threads),
            ["feature-cache"] = o.FeatureCacheDirectory ?? "",
            ["feature-cache-limit"] = SettingNumber.Text(o.FeatureCacheLimit),
            ["golden-images"] = SettingNumber.Text(o.GoldenImages),
            ["fold"] = o.Fold?.ToString() ?? "",
        },
        Environment = EnvironmentInfo.Current(OrtRuntime.Version),
    };

    public static FineTuneOptions ToOptions(RunConfig c, string run)
    {
        try
        {
            if (c.PickedLearningRate is { } picked && !(picked > 0 && double.IsFinite(picked)))
                throw new FormatException($"pickedLearningRate {SettingNumber.Text(picked)} is no learning rate.");
            var options = new FineTuneOptions
            {
                Images = c.Dataset.Roots is [var first, ..] ? first : c.Dataset.Root,
                DatasetOptions = ToDatasetOptions(c),
                Backbone = c.Backbone.Path,
                BackboneOptions = Fixed(BackboneSpec.FromJson(c.Backbone.Settings[Spec]), c.Backbone.Settings[FeatureValue]),
                Output = run,
                Freeze = FreezePolicy.Parse(c.Freeze),
                Optimizer = c.Optimizer,
                Schedule = c.Schedule.Length > 0 ? c.Schedule : null,
                LearningRate = c.LearningRate > 0 ? c.LearningRate : null,
                Epochs = c.Epochs > 0 ? c.Epochs : null,
                BatchSize = c.BatchSize,
                Seed = c.Seed,
                Validation = c.Dataset.ValidationFraction,
                Fold = c.Settings.GetValueOrDefault("fold") is { Length: > 0 } fold ? FoldSpec.Parse(fold) : null,
                Head = HeadSpec.Parse(c.Settings.GetValueOrDefault("head", "")),
                LayerDecay = SettingNumber.Parse(c.Settings.GetValueOrDefault("layer-decay", "1")),
                BackboneRateMultiplier = SettingNumber.Parse(c.Settings.GetValueOrDefault("backbone-lr-multiplier", "1")),
                BatchNorm = Enum.Parse<BatchNormMode>(c.Settings["batch-norm"]),
                ClipNorm = SettingNumber.Parse(c.Settings["clip-norm"]),
                LabelSmoothing = SettingNumber.Parse(c.Settings["label-smoothing"]),
                Loss = LossSpec.Parse(c.Settings.GetValueOrDefault("loss", "auto")),
                ClassWeights = ClassWeighting.Parse(c.Settings.GetValueOrDefault("class-weights", "none")),
                PositiveWeights = Enum.Parse<PositiveWeighting>(c.Settings.GetValueOrDefault("positive-weights", nameof(PositiveWeighting.None))),
                Sampling = Enum.Parse<SamplingMode>(c.Settings.GetValueOrDefault("sampling", nameof(SamplingMode.Natural))),
                Calibrate = c.Settings.GetValueOrDefault("calibration", "none") == "temperature",
                TuneThresholds = c.Settings.GetValueOrDefault("thresholds", "fixed") == "tuned",
                FindLearningRate = c.Settings.GetValueOrDefault("learning-rate") == "auto",
                Accumulate = (int)SettingNumber.Parse(c.Settings.GetValueOrDefault("accumulate", "1")),
                WarmUp = SettingNumber.Parse(c.Settings.GetValueOrDefault("warm-up", "0")),
                Ema = SettingNumber.Parse(c.Settings.GetValueOrDefault("ema", "0")),
                OnBadGradients = Enum.Parse<BadGradients>(c.Settings.GetValueOrDefault("on-bad-gradients", nameof(BadGradients.Stop))),
                Augmentation = Enum.Parse<AugmentationLevel>(c.Settings["augment"]),
                AugmentationPolicy = c.Settings.GetValueOrDefault("augment-policy") is { Length: > 0 } policy ? new(c.Settings.GetValueOrDefault("augment-file", "config.json"), policy) : null,
                MixUp = SettingNumber.Parse(c.Settings.GetValueOrDefault("mixup", "0")),
                CutMix = SettingNumber.Parse(c.Settings.GetValueOrDefault("cutmix", "0")),
                Views = c.Settings.TryGetValue("views", out var views) ? (int)SettingNumber.Parse(views) : 0,
                Patience = c.Settings["patience"] is { Length: > 0 } patience ? (int)SettingNumber.Parse(patience) : null,
                Strict = c.Settings["strict"] == "true",
                Threads = (int)SettingNumber.Parse(c.Settings["threads"]),
                Device = ComputeDevice.Parse(c.Settings.GetValueOrDefault(Device, "cpu"), c.Settings.GetValueOrDefault(ProviderLibrary)),
                FeatureCacheDirectory = c.Settings["feature-cache"] is { Length: > 0 } cache ? cache : null,
                FeatureCacheLimit = c.Settings.TryGetValue("feature-cache-limit", out var limit) ? (long)SettingNumber.Parse(limit) : FineTuneOptions.StandardFeatureCacheLimit,
                GoldenImages = (int)SettingNumber.Parse(c.Settings["golden-images"]),
            };
            options.AugmentationPolicy?.ToPipeline();
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or ArgumentException or FreezeException or BackboneException or AugmentationException)
        {
            throw new RunException($"The config.json of '{run}' cannot be resumed: {e.Message}", e);
        }
    }

    private static DatasetOptions ToDatasetOptions(RunConfig c) => new()
    {
        // Folders of different layouts are told apart anew; each has one layout only, or there would be no run.
        Format = c.Dataset.Format == DatasetFormat.Mixed ? null : c.Dataset.Format,
        Task = c.Settings.GetValueOrDefault(ForcedTask) is { } task ? TaskNames.Parse(task) : null,
        FurtherRoots = [.. (c.Dataset.Roots ?? []).Skip(1)],
        GroupBy = c.Settings.GetValueOrDefault(GroupBy),
    };

    // A resumed run must not depend on a catalogue that may have changed since: every choice is stated. Features that were found, not named, are found
    // again, since a named value is pooled anew.
    private static BackboneOptions Fixed(BackboneSpec s, string features) => new()
    {
        Name = s.Name,
        InputName = s.InputName,
        Layout = s.Layout,
        Height = s.Height,
        Width = s.Width,
        Channels = s.Channels,
        PixelScale = s.PixelScale,
        Mean = s.Mean,
        Std = s.Std,
        FeatureValue = features.Length > 0 ? features : null,
        IsComplete = true,
        Licence = s.Licence,
        Source = s.Source,
        ResizeMode = s.ResizeMode,
        ResizeScale = s.ResizeScale,
        Interpolation = s.Interpolation,
    };
}
