using static TransferLab.Errors.SettingException;

namespace TransferLab;

/// <summary>What a fine-tuning run is asked to do. Immutable; checked as a whole by <see cref="Validate"/> before any work starts.</summary>
public sealed record FineTuneOptions
{
    /// <summary>The default of <see cref="FeatureCacheLimit"/>.</summary>
    public const long StandardFeatureCacheLimit = 10_000_000_000;

    /// <summary>Folder of pictures: a sub-folder per class, or a labels.csv or labels.jsonl. More of them: <see cref="DatasetOptions.FurtherRoots"/>.</summary>
    public required string Images { get; init; }

    /// <summary>The pretrained ONNX file, or the name of a backbone of the catalogue that is on this machine.</summary>
    public required string Backbone { get; init; }

    /// <summary>What is to be known of the backbone beyond its file.</summary>
    public BackboneOptions BackboneOptions { get; init; } = new();

    /// <summary>How the folder is read.</summary>
    public DatasetOptions DatasetOptions { get; init; } = new();

    /// <summary>Which part of the backbone trains. Default <c>linear-probe</c>.</summary>
    public FreezePolicy Freeze { get; init; } = FreezePolicy.Parse("linear-probe");

    /// <summary>What batch-normalisation layers do in the part that trains. Default: scale and shift train, statistics stay.</summary>
    public BatchNormMode BatchNorm { get; init; } = BatchNormMode.Affine;

    /// <summary>What the head has in front of its last linear layer. Default nothing: a linear head.</summary>
    public HeadSpec Head { get; init; } = HeadSpec.Linear;

    /// <summary>
    /// Factor D on the learning rate from each layer group to the one before it, above 0, at most 1: the i-th group from the end gets D^i, the head 1.
    /// Default 1.
    /// </summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Factor on the learning rate of everything but the head, above 0. Default 1.</summary>
    public double BackboneRateMultiplier { get; init; } = 1;

    /// <summary>Folder of the run; must be new or empty.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Passes over the training images; null for the strategy's default (<see cref="PhaseDefaults"/>). In <c>lp-ft</c>: of the fine-tuning phase. In
    /// <c>gradual</c>: of the whole run.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary><see cref="BatchSize"/> of full-batch gradient descent: every step sees all training images.</summary>
    public const int AllImages = 0;

    // Full batches go through the graph in parts of at most this many images, so that memory does not grow with the folder.
    private const int LargestPart = 64;

    /// <summary>Images per batch, 1 or more, or <see cref="AllImages"/>. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// Peak learning rate; null for the strategy's default. In <c>lp-ft</c>: of the fine-tuning phase. In <c>gradual</c>:
    /// of every phase in which layers of the backbone train.
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>The optimizer and its own settings. Default AdamW.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Learning-rate schedule by name; null for the strategy's default.</summary>
    public string? Schedule { get; init; }

    /// <summary>
    /// Largest global gradient norm; gradients beyond it are scaled down. 0 switches clipping off. Default 0: off for a linear head, which cannot explode.
    /// </summary>
    public double ClipNorm { get; init; }

    /// <summary>Label smoothing, 0 to below 1. Default 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What training minimises. Default: cross-entropy, or binary cross-entropy for multi-label tasks.</summary>
    public LossSpec Loss { get; init; } = LossSpec.Auto;

    /// <summary>How much the images of each class count in the loss; single-label tasks. Default: all alike.</summary>
    public ClassWeighting ClassWeights { get; init; } = ClassWeighting.None;

    /// <summary>How much images with a label count against those without it; multi-label tasks. Default: alike.</summary>
    public PositiveWeighting PositiveWeights { get; init; }

    /// <summary>Which training images an epoch visits. Default: each once.</summary>
    public SamplingMode Sampling { get; init; }

    /// <summary>
    /// Whether a temperature is fitted on the images held out and put into the package, so that its probabilities mean what they say. Default true.
    /// </summary>
    public bool Calibrate { get; init; } = true;

    /// <summary>Multi-label: whether the package's thresholds are those of the highest F1 on the images held out, or 0.5. Default true.</summary>
    public bool TuneThresholds { get; init; } = true;

    /// <summary>Batches whose gradients are averaged into one optimizer step, 1 or more. Default 1.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>
    /// Whether the peak learning rate is found by a range test before training. <see cref="LearningRate"/> is then null. In <c>lp-ft</c>: that of the
    /// fine-tuning phase. Default false.
    /// </summary>
    public bool FindLearningRate { get; init; }

    /// <summary>
    /// Share of the steps in which the learning rate first rises linearly to where the schedule begins, 0 (none) to below 1. Default 0. In <c>lp-ft</c>:
    /// of the fine-tuning phase.
    /// </summary>
    public double WarmUp { get; init; }

    /// <summary>
    /// Decay of the moving average of the weights that is validated and packaged in their place, 0 to below 1; 0 switches averaging off. Typical 0.999.
    /// Default 0.
    /// </summary>
    public double Ema { get; init; }

    /// <summary>What happens when gradients explode or vanish. Default: the run ends.</summary>
    public BadGradients OnBadGradients { get; init; }

    /// <summary>The most images that run through the graph at once.</summary>
    internal int ImagesPerRun => BatchSize == AllImages ? LargestPart : BatchSize;

    /// <summary>Share of each class that is held out for validation, above 0 and below 1. Default 0.2. Unused where the folder brings its own split.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>The fold of a cross-validation that the run keeps for its end; null (default) for an ordinary run.</summary>
    public FoldSpec? Fold { get; init; }

    /// <summary>Seed of the split, the head's initial weights, the order of images and their augmentation. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How training images are varied.</summary>
    public AugmentationLevel Augmentation { get; init; } = AugmentationLevel.Auto;

    /// <summary>The policy file of <see cref="AugmentationLevel.File"/>; null with every other level.</summary>
    public AugmentationPolicy? AugmentationPolicy { get; init; }

    /// <summary>
    /// MixUp (Zhang et al. 2017): images of a batch are averaged in pairs, and their labels alike, with a weight of Beta(α, α) per batch; 0 (the default) is
    /// off, typical is 0.2. Mixed are phases whose training images are fed as pixels, anew in every epoch; what is cached is not.
    /// </summary>
    public double MixUp { get; init; }

    /// <summary>
    /// CutMix (Yun et al. 2019): a rectangle of an image comes from another of the batch, and its share of the area of the labels, drawn by Beta(α, α) per
    /// batch; 0 (the default) is off, typical is 1. With <see cref="MixUp"/> each batch draws one of the two. Mixed are the same phases.
    /// </summary>
    public double CutMix { get; init; }

    /// <summary>
    /// Fixed augmented views per image, 0 to 1000: epoch e trains on view e mod this number. What is frozen then runs once per view instead of once per epoch,
    /// and runs share views whatever their seed. 0 (the default): a new variation in every epoch.
    /// </summary>
    public int Views { get; init; }

    /// <summary>
    /// Epochs without improvement on the validation images after which a phase stops; 0 never stops early. The best weights are kept either way.
    /// Null for the strategy's default.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Whether an unreadable image ends the run instead of being skipped and listed.</summary>
    public bool Strict { get; init; }

    /// <summary>Threads; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Where graphs run. Default the processor. On another device weights, gradients and the optimizer are there too.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>For tests: whether the way of devices is taken even where the device is the processor, whose memory is then that of the device.</summary>
    internal bool ForcesDeviceMemory { get; init; }

    /// <summary>Whether weights and gradients are in the memory of <see cref="Device"/>, which has been resolved.</summary>
    internal bool TrainsInDeviceMemory => ForcesDeviceMemory || Device != ComputeDevice.Cpu;

    /// <summary>Folder of cached activations; null switches the cache on disk off (features are then kept in the run's own folder while it runs).</summary>
    public string? FeatureCacheDirectory { get; init; }

    /// <summary>
    /// Bytes beyond which the cached activations used longest ago are deleted from <see cref="FeatureCacheDirectory"/>; those in use stay. Default 10 GB.
    /// </summary>
    public long FeatureCacheLimit { get; init; } = StandardFeatureCacheLimit;

    /// <summary>Images stored in the package with their expected probabilities. Default 4; 0 for none.</summary>
    public int GoldenImages { get; init; } = 4;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">A value is out of its range, or values do not go together.</exception>
    public void Validate()
    {
        Require(Images.Length > 0, $"{DatasetOptions.ImagesSetting} is empty: name the folder of pictures.");
        Require(Backbone.Length > 0, $"{new SettingName(nameof(Backbone))} is empty: name an ONNX file or a backbone of the catalogue.");
        Require(Output.Length > 0, $"{new SettingName(nameof(Output))} is empty: name a folder for the run.");
        foreach (var setting in TrainingSettings.All)
            setting.Check(this);
        DatasetOptions.Validate();
        Optimizer.Validate();
        Loss.Validate();
        Fold?.Validate();
        var (all, accumulated) = (Named(nameof(BatchSize), "all"), new SettingName(nameof(Accumulate)));
        Require(Accumulate == 1 || BatchSize != AllImages,
            $"{accumulated.Of($"{Accumulate}")} has nothing to do with {all}, whose step takes all images already: leave one of them out.");
        Require(BatchNorm != BatchNormMode.Train || (Accumulate == 1 && BatchSize != AllImages),
            $"{Named(nameof(BatchNorm), "train")} takes its statistics from one batch, so that gradients of several do not add up to that of a larger one: "
            + $"leave out {accumulated} and {all}, or choose {Named(nameof(BatchNorm), "affine")}.");
        Require(!FindLearningRate || LearningRate is null, $"{new SettingName(nameof(LearningRate))} cannot be auto and {LearningRate} at once.");
        Require(WarmUp == 0 || Schedule?.StartsWith("warm-up", StringComparison.OrdinalIgnoreCase) != true,
            $"{Named(nameof(Schedule), Schedule)} has a warm-up of its own: take {Named(nameof(Schedule), "constant")} "
            + $"or cosine with {Named(nameof(WarmUp), $"{WarmUp}")}.");
        Require((Augmentation == AugmentationLevel.File) == (AugmentationPolicy is not null),
            $"{new SettingName(nameof(Augmentation))}: a policy file goes with the level File, and only with it.");
        Require((MixUp == 0 && CutMix == 0) || Views == 0,
            $"{new SettingName(nameof(MixUp))} and {new SettingName(nameof(CutMix))} mix pixels anew in every epoch, "
            + $"which fixed {new SettingName(nameof(Views))} are not: leave one of them out.");
    }

    private static SettingName Named(string property, string? value) => new(property, value);
}
