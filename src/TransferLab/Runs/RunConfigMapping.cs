namespace TransferLab.Runs;

/// <summary>Between the options of a run and its <c>config.json</c>: what is written is enough to resume the run or to repeat it.</summary>
internal static class RunConfigMapping
{
    private const string Spec = "spec";
    private const string FeatureValue = "feature-value";
    private const string Device = "device";
    private const string ProviderLibrary = "provider-library";
    private const string Augment = "augment";
    private const string PolicyFile = "augment-file";
    private const string PolicyText = "augment-policy";
    private const string LearningRate = "learning-rate";

    // Settings that have a field of their own in config.json, and one that was kept in another unit.
    private static readonly Dictionary<string, Func<RunConfig, string?>> s_fields = new(StringComparer.Ordinal)
    {
        ["freeze"] = c => c.Freeze,
        ["epochs"] = c => c.Epochs > 0 ? Text(c.Epochs) : null,
        ["batch-size"] = c => c.BatchSize == FineTuneOptions.AllImages ? "all" : Text(c.BatchSize),
        [LearningRate] = c => c.LearningRate > 0 ? Text(c.LearningRate) : c.Settings.GetValueOrDefault(LearningRate),
        ["optimizer"] = c => c.Optimizer.Name,
        ["weight-decay"] = c => c.Optimizer.WeightDecay is { } decay ? Text(decay) : null,
        ["l1"] = c => Text(c.Optimizer.L1),
        ["schedule"] = c => c.Schedule,
        ["validation"] = c => Text(c.Dataset.ValidationFraction),
        ["seed"] = c => Text(c.Seed),
        [Augment] = c => c.Settings.GetValueOrDefault(Augment) is { } level && IsFile(level)
            ? c.Settings.GetValueOrDefault(PolicyFile)
            : c.Settings.GetValueOrDefault(Augment)?.ToLowerInvariant(),
        ["feature-cache-size"] = c => c.Settings.GetValueOrDefault("feature-cache-size")
            ?? (c.Settings.TryGetValue("feature-cache-limit", out var bytes) ? Text(double.Parse(bytes, CultureInfo.InvariantCulture) / 1e9) : null),
    };

    /// <summary>What a run holds of a setting, as a person writes it; null where it was left open.</summary>
    public static string? TextOf(RunConfig config, Setting<FineTuneOptions> setting) =>
        s_fields.TryGetValue(setting.Name, out var field) ? NotEmpty(field(config))
        : config.Settings.TryGetValue(setting.Name, out var text) ? NotEmpty(text)
        : setting.Before;

    public static RunConfig ToConfig(FineTuneOptions o, ImageDataset dataset, DataSplit split, Backbone backbone)
    {
        var config = new RunConfig
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
            Environment = EnvironmentInfo.Current(OrtRuntime.Version),
        };
        // What of the folders is left open has no key, which is how baselines tell who has set it.
        foreach (var setting in TrainingSettings.All.Where(s => s.IsKept))
            if ((setting.Keep ?? setting.Read)(o) is { } text)
                config.Settings[setting.Name] = text;
            else if (!DatasetSettings.All.Any(d => d.Name == setting.Name))
                config.Settings[setting.Name] = "";
        config.Settings[LearningRate] = o.FindLearningRate ? "auto" : "";
        config.Settings[Augment] = o.Augmentation.ToString();
        (config.Settings[PolicyFile], config.Settings[PolicyText]) = (o.AugmentationPolicy?.Path ?? "", o.AugmentationPolicy?.Json ?? "");
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

    public static FineTuneOptions ToOptions(RunConfig c, string run)
    {
        try
        {
            if (c.PickedLearningRate is { } picked && !(picked > 0 && double.IsFinite(picked)))
                throw new FormatException($"pickedLearningRate {Text(picked)} is no learning rate.");
            var options = new FineTuneOptions
            {
                Images = c.Dataset.Roots is [var first, ..] ? first : c.Dataset.Root,
                // Folders of different layouts are told apart anew; each has one layout only, or there would be no run.
                DatasetOptions = new()
                {
                    Format = c.Dataset.Format == DatasetFormat.Mixed ? null : c.Dataset.Format,
                    FurtherRoots = [.. (c.Dataset.Roots ?? []).Skip(1)],
                },
                Backbone = c.Backbone.Path,
                BackboneOptions = Fixed(BackboneSpec.FromJson(c.Backbone.Settings[Spec]), c.Backbone.Settings[FeatureValue]),
                Output = run,
                Optimizer = c.Optimizer,
                Augmentation = Enum.Parse<AugmentationLevel>(c.Settings[Augment]),
                // The text that was read when the run began, whatever became of the file.
                AugmentationPolicy = c.Settings.GetValueOrDefault(PolicyText) is { Length: > 0 } policy
                    ? new(c.Settings.GetValueOrDefault(PolicyFile, "config.json"), policy) : null,
                Device = ComputeDevice.Parse(c.Settings.GetValueOrDefault(Device, "cpu"), c.Settings.GetValueOrDefault(ProviderLibrary)),
            };
            foreach (var setting in TrainingSettings.All.Where(s => s.Name != Augment && (s.IsKept || s_fields.ContainsKey(s.Name))))
                if (TextOf(c, setting) is { } text)
                    options = setting.Write(options, text);
            options.AugmentationPolicy?.ToPipeline();
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or ArgumentException or InputException)
        {
            throw new RunException($"The config.json of '{run}' cannot be resumed: {(e is InputException { Words: var words } ? words : e.Message)}", e);
        }
    }

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

    private static bool IsFile(string level) => level.Equals(nameof(AugmentationLevel.File), StringComparison.OrdinalIgnoreCase);

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;

    // Every digit that it takes to read the same number again.
    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
