using TransferLab.Optimizers.Schedules;
using S = TransferLab.Errors.Setting<TransferLab.FineTuneOptions>;

namespace TransferLab.Settings;

/// <summary>
/// Every setting of a run, declared once. A new one is a property of <see cref="FineTuneOptions"/>, which has its default, and a line here: flag, help, request
/// field, config.json, repeat command, check and documentation follow.
/// </summary>
public static class TrainingSettings
{
    private const double Gigabyte = 1e9;

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<S> All { get; } =
    [
        S.Word("freeze", "STRATEGY", o => o.Freeze.ToString(), (o, v) => o with { Freeze = FreezePolicy.Parse(v) },
            Lines("What trains:", FreezePolicySyntax.All.Select(f => (f.Form, f.Description)))) with { IsKept = false },
        S.Word("head", "SPEC", o => NullIfEmpty(o.Head.ToString()), (o, v) => o with { Head = HeadSpec.Parse(v) },
            "Hidden layers of the head, e.g. 256,relu,dropout=0.3: sizes, relu, leaky-relu, elu, gelu, tanh, sigmoid, dropout=RATE, "
            + "with commas between. Default: none, a linear head.", "Head"),
        S.OpenNumber("epochs", o => o.Epochs, (o, v) => o with { Epochs = v },
            Default("Passes over the training images", d => d.Epochs) + " lp-ft: of its second phase. gradual: of the whole run, by default E per phase.",
            v => v is >= 1 and <= 100_000, "1 to 100000") with { IsKept = false },
        S.NumberOr<int>("batch-size", "all", o => o.BatchSize == FineTuneOptions.AllImages ? null : o.BatchSize,
            (o, v) => o with { BatchSize = v ?? FineTuneOptions.AllImages }, _ => false,
            "Images per batch; all: every step sees all training images.", v => v is >= 1 and <= 65_536, "1 to 65536, or all",
            nameof(FineTuneOptions.BatchSize)) with { IsKept = false },
        S.Number("accumulate", o => o.Accumulate, (o, v) => o with { Accumulate = v },
            "Batches whose gradients are averaged into one step.", v => v is >= 1 and <= 65_536, "1 to 65536"),
        S.NumberOr("learning-rate", "auto", o => o.LearningRate, (o, v) => o with { LearningRate = v, FindLearningRate = v is null },
            o => o.LearningRate is null && !o.FindLearningRate,
            "auto: found by a range test before training. " + Default("Peak learning rate", d => d.LearningRate)
            + " lp-ft: of its second phase. gradual: of the phases that train layers. Defaults are for adamw.",
            v => v is > 0 and < 1000, "above 0, below 1000", nameof(FineTuneOptions.LearningRate)) with { IsKept = false },
        S.Number("layer-decay", o => o.LayerDecay, (o, v) => o with { LayerDecay = v },
            "Factor on the learning rate from each layer group to the one before it, above 0, at most 1.", v => v is > 0 and <= 1, "above 0, at most 1"),
        S.Number("backbone-lr-multiplier", o => o.BackboneRateMultiplier, (o, v) => o with { BackboneRateMultiplier = v },
            "Factor on the learning rate of everything but the head, above 0.", v => v is > 0 and <= 1000, "above 0, at most 1000"),
        S.Word("optimizer", "NAME", o => o.Optimizer.Name, (o, v) => o with { Optimizer = o.Optimizer with { Name = v } },
            Lines("", OptimizerCatalog.All.Select(i => (i.Name, i.Description))), "Optimizer") with
        {
            IsKept = false, Words = OptimizerCatalog.Names,
            IsInRange = o => OptimizerCatalog.Names.Contains(o.Optimizer.Name, StringComparer.OrdinalIgnoreCase),
        },
        S.Word("schedule", "NAME", o => o.Schedule, (o, v) => o with { Schedule = v },
            Lines("Learning rate over time; default one-cycle:", ScheduleCatalog.All.Select(i => (i.Name, i.Description)))) with
        {
            IsKept = false, Words = ScheduleCatalog.Names,
            IsInRange = o => o.Schedule is null || ScheduleCatalog.Names.Contains(o.Schedule, StringComparer.OrdinalIgnoreCase),
        },
        S.Number("warm-up", o => o.WarmUp, (o, v) => o with { WarmUp = v },
            "Share of the steps in which the rate first rises linearly, in front of any schedule, 0 to below 1.",
            v => v is >= 0 and < 1, "a share of the steps, 0 to below 1"),
        S.OpenNumber("weight-decay", o => o.Optimizer.WeightDecay, (o, v) => o with { Optimizer = o.Optimizer with { WeightDecay = v } },
            Default("Weight decay of kernels and matrices; biases and normalisation are left alone", d => d.WeightDecay),
            v => v is >= 0 and < float.PositiveInfinity, "0 or more") with { IsKept = false },
        S.Number("l1", o => o.Optimizer.L1, (o, v) => o with { Optimizer = o.Optimizer with { L1 = v } },
            "L1 penalty on kernels and matrices.", v => v is >= 0 and < float.PositiveInfinity, "0 or more") with { IsKept = false },
        S.Number("clip-norm", o => o.ClipNorm, (o, v) => o with { ClipNorm = v },
            "Largest global gradient norm; 0 is off.", v => v >= 0 && double.IsFinite(v), "0 (off) or a positive number"),
        S.Choice("on-bad-gradients", o => o.OnBadGradients, (o, v) => o with { OnBadGradients = v }, "What happens when gradients explode or vanish."),
        S.Number("ema", o => o.Ema, (o, v) => o with { Ema = v },
            "Decay of a moving average of the weights that is validated and packaged in their place, e.g. 0.999; 0 is off.",
            v => v is >= 0 and < 1, "0 (off) to below 1, e.g. 0.999"),
        S.Word("loss", "LOSS", o => o.Loss.ToString(), (o, v) => o with { Loss = LossSpec.Parse(v) },
            "What training minimises; auto is cross-entropy, or bce in multi-label tasks. focal:gamma=2,alpha=A and "
            + "asymmetric:gamma-=4,gamma+=1,clip=0.05 state their settings; cross-entropy and focal are for "
            + "single-label tasks, bce, focal and asymmetric for multi-label ones."),
        S.Word("class-weights", "none|balanced|effective[:BETA]", o => o.ClassWeights.ToString(), (o, v) => o with { ClassWeights = ClassWeighting.Parse(v) },
            "Single-label: how much images of small classes count more in the loss."),
        S.Choice("positive-weights", o => o.PositiveWeights, (o, v) => o with { PositiveWeights = v },
            "Multi-label: whether images with a label weigh as much as those without it."),
        S.Choice("sampling", o => o.Sampling, (o, v) => o with { Sampling = v },
            "Whether an epoch visits every training image once, or every class equally often."),
        S.Either("calibration", "temperature", "none", o => o.Calibrate, (o, v) => o with { Calibrate = v },
            "Whether the package's probabilities are calibrated on the images held out.") with { Before = "none" },
        S.Either("thresholds", "tuned", "fixed", o => o.TuneThresholds, (o, v) => o with { TuneThresholds = v },
            "Multi-label: thresholds of the highest F1 on the images held out, or 0.5.") with { Before = "fixed" },
        S.Number("label-smoothing", o => o.LabelSmoothing, (o, v) => o with { LabelSmoothing = v },
            "Label smoothing, 0 to below 1.", v => v is >= 0 and < 1, "0 to below 1"),
        S.Choice("batch-norm", o => o.BatchNorm, (o, v) => o with { BatchNorm = v },
            "Batch-normalisation in the part that trains: scale and shift train (affine), nothing moves (frozen), "
            + "or the statistics move too (train: for long trainings)."),
        S.Word("augment", "NAME|FILE.json[:K]", AugmentationText.Of, AugmentationText.Read,
            "Variation of training images: none, light (random-resized crop and flip), standard, strong, randaugment, trivialaugment, augmix, "
            + "or a policy file; auto is none for a linear probe, else light. With :K K fixed views.",
            nameof(FineTuneOptions.Augmentation)) with { IsKept = false },
        S.Number("views", o => o.Views, (o, v) => o with { Views = v },
            "Fixed augmented views per image, taken in turn, so that the frozen part runs once per view; 0: a new variation in every epoch.",
            v => v is >= 0 and <= 1000, "0 (new variations in every epoch) to 1000"),
        S.Number("mixup", o => o.MixUp, (o, v) => o with { MixUp = v },
            "Alpha of MixUp, which averages images and labels of a batch in pairs, e.g. 0.2; 0 is off. Only where images are fed as pixels.",
            v => v is >= 0 and <= 100, "0 (off) to 100, e.g. 0.2"),
        S.Number("cutmix", o => o.CutMix, (o, v) => o with { CutMix = v },
            "Alpha of CutMix, which swaps rectangles between images of a batch, and labels by area, e.g. 1; 0 is off. Only where images are fed as pixels.",
            v => v is >= 0 and <= 100, "0 (off) to 100, e.g. 1"),
        S.OpenNumber("patience", o => o.Patience, (o, v) => o with { Patience = v },
            Default("Epochs without improvement before a phase stops; 0 for never. The best weights are kept either way", d => d.Patience),
            v => v >= 0, "0 (never stop early) or more"),
        S.Number("validation", o => o.Validation, (o, v) => o with { Validation = v },
            "Share of the images held out for validation, above 0 and below 1.",
            v => v is > 0 and < 1, "a share above 0 and below 1, e.g. 0.2") with { IsKept = false },
        S.Number("seed", o => o.Seed, (o, v) => o with { Seed = v }, "Seed of everything random.", _ => true, "0 or more") with { IsKept = false },
        .. DatasetSettings.All.Select(s => s.Within<FineTuneOptions>(o => o.DatasetOptions, (o, v) => o with { DatasetOptions = v })),
        S.Switch("strict", o => o.Strict, (o, v) => o with { Strict = v }, "An unreadable image is an error instead of being skipped."),
        S.Number("threads", o => o.Threads, (o, v) => o with { Threads = v }, "Threads; 0 for all cores.", v => v is >= 0 and <= 1024, "0 (all cores) to 1024"),
        S.Word("feature-cache", "DIR", o => o.FeatureCacheDirectory ?? "none",
            (o, v) => o with { FeatureCacheDirectory = Folder(v) },
            "Folder of cached features; default: transferlab/features in the user's cache folder. 'none' keeps them in the run's folder until it is finished.",
            nameof(FineTuneOptions.FeatureCacheDirectory)) with { IsLocal = true },
        S.Number("feature-cache-size", o => o.FeatureCacheLimit / Gigabyte, (o, v) => o with { FeatureCacheLimit = (long)(v * Gigabyte) },
            "Size in GB beyond which the cached features used longest ago are deleted.", v => v is >= 0 and <= 1e6, "0 to 1000000 GB",
            nameof(FineTuneOptions.FeatureCacheLimit)) with { IsLocal = true },
        .. BackboneSettings.All.Select(s =>
            s.Within<FineTuneOptions>(o => o.BackboneOptions, (o, v) => o with { BackboneOptions = v }) with { IsKept = false }),
        S.Number("golden-images", o => o.GoldenImages, (o, v) => o with { GoldenImages = v },
            "Images stored in the package with their expected probabilities.", v => v is >= 0 and <= 100, "0 to 100") with { IsAsked = false },
        S.Word("fold", "K/N", o => o.Fold?.ToString(), (o, v) => o with { Fold = FoldSpec.Parse(v) },
            "The fold of a cross-validation that the run keeps for its end.") with { IsAsked = false },
    ];

    /// <summary>The options with nothing but defaults: what a setting is that nobody gives.</summary>
    public static FineTuneOptions Standard { get; } = new() { Images = "", Backbone = "", Output = "" };

    /// <summary>The setting of a property, as messages name it; null for what is none of these.</summary>
    public static S? Of(SettingName name) => All.FirstOrDefault(s => s.Property == name.Property);

    private static string? Folder(string text) => text is "none" ? null
        : !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal) ? Path.GetFullPath(text)
        : throw new SettingException($"{new SettingName(nameof(FineTuneOptions.FeatureCacheDirectory))} is no folder: name one, or none.");

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static string Lines(string first, IEnumerable<(string Name, string Description)> choices) =>
        string.Join('\n', choices.Select(c => $"{c.Name}: {c.Description}").Prepend(first).Where(l => l.Length > 0));

    private static string Default(string what, Func<PhaseDefaults, double> of) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} (default {of(PhaseDefaults.LinearProbe)} for a linear probe, else {of(PhaseDefaults.FineTune)}).");
}
