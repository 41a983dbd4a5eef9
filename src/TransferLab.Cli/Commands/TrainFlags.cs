using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TransferLab.Backbones.Catalog;
using TransferLab.Freezing;
using TransferLab.Networks;
using TransferLab.Objectives;
using TransferLab.Optimizers;
using TransferLab.Optimizers.Schedules;
using TransferLab.Runtime;
using TransferLab.Settings;
using TransferLab.Training;

namespace TransferLab.Cli.Commands;

/// <summary>The options of <c>train</c> that describe a new run; a resumed one has them in its config.json.</summary>
internal sealed class TrainFlags
{
    private const BatchNormMode StandardBatchNorm = BatchNormMode.Affine;
    private const string StandardAugmentation = "auto";

    private readonly BackboneFlags _backboneFlags = new();
    private readonly DataFlags _data = new();
    private readonly Option<string?> _backbone = Flags.Path("--backbone", "NAME|FILE", "A backbone of the catalogue ('transferlab backbones list') or a pretrained ONNX file; default: the catalogue's default.");
    private readonly Option<string?> _output = Flags.Path("--output", "DIR", "Folder of the run; must be new or empty.", "-o");
    private readonly Option<string?> _freeze = Flags.Word("--freeze", "STRATEGY", "What trains:\n" + string.Join('\n', FreezePolicySyntax.All.Select(f => $"{f.Form}: {f.Description}")), "linear-probe");
    private readonly Option<BatchNormMode?> _batchNorm = Flags.Choice<BatchNormMode>("--batch-norm", "Batch-normalisation in the part that trains: scale and shift train (affine), nothing moves (frozen), or the statistics move too (train: for long trainings).", StandardBatchNorm);
    private readonly Option<string?> _head = Flags.Word("--head", "SPEC", "Hidden layers of the head, e.g. 256,relu,dropout=0.3: sizes, relu, leaky-relu, elu, gelu, tanh, sigmoid, dropout=RATE, with commas between. Default: none, a linear head.");
    private readonly Option<double?> _layerDecay = Flags.Number<double>("--layer-decay", "Factor on the learning rate from each layer group to the one before it, above 0, at most 1.", 1);
    private readonly Option<double?> _backboneRate = Flags.Number<double>("--backbone-lr-multiplier", "Factor on the learning rate of everything but the head, above 0.", 1);
    private readonly Option<int?> _epochs = Flags.Number<int>("--epochs", Default("Passes over the training images", PhaseDefaults.LinearProbe.Epochs, PhaseDefaults.FineTune.Epochs) + " lp-ft: of its second phase. gradual: of the whole run, by default E per phase.");
    private readonly Option<NumberOrWord<int>?> _batchSize = Flags.NumberOr<int>("--batch-size", "all", "Images per batch; all: every step sees all training images.", 16);
    private readonly Option<int?> _accumulate = Flags.Number<int>("--accumulate", "Batches whose gradients are averaged into one step.", 1);
    private readonly Option<NumberOrWord<double>?> _learningRate = Flags.NumberOr<double>("--learning-rate", "auto", "auto: found by a range test before training. " + Default("Peak learning rate", PhaseDefaults.LinearProbe.LearningRate, PhaseDefaults.FineTune.LearningRate) + " lp-ft: of its second phase. gradual: of the phases that train layers. Defaults are for adamw.");
    private readonly Option<string?> _optimizer = Flags.Word("--optimizer", "NAME", string.Join('\n', OptimizerCatalog.All.Select(o => $"{o.Name}: {o.Description}")), "adamw");
    private readonly Option<float?> _weightDecay = Flags.Number<float>("--weight-decay", Default("Weight decay of kernels and matrices; biases and normalisation are left alone", PhaseDefaults.LinearProbe.WeightDecay, PhaseDefaults.FineTune.WeightDecay));
    private readonly Option<float?> _l1 = Flags.Number<float>("--l1", "L1 penalty on kernels and matrices.", 0);
    private readonly Option<string?> _schedule = Flags.Word("--schedule", "NAME", "Learning rate over time; default one-cycle:\n" + string.Join('\n', ScheduleCatalog.All.Select(s => $"{s.Name}: {s.Description}")));
    private readonly Option<double?> _warmUp = Flags.Number<double>("--warm-up", "Share of the steps in which the rate first rises linearly, in front of any schedule, 0 to below 1.", 0);
    private readonly Option<double?> _ema = Flags.Number<double>("--ema", "Decay of a moving average of the weights that is validated and packaged in their place, e.g. 0.999; 0 is off.", 0);
    private readonly Option<BadGradients?> _onBadGradients = Flags.Choice<BadGradients>("--on-bad-gradients", "What happens when gradients explode or vanish.", BadGradients.Stop);
    private readonly Option<double?> _clip = Flags.Number<double>("--clip-norm", "Largest global gradient norm; 0 is off.", 0);
    private readonly Option<double?> _smoothing = Flags.Number<double>("--label-smoothing", "Label smoothing, 0 to below 1.", 0);
    private readonly Option<string?> _loss = Flags.Word("--loss", "LOSS", "What training minimises; auto is cross-entropy, or bce in multi-label tasks. focal:gamma=2,alpha=A and asymmetric:gamma-=4,gamma+=1,clip=0.05 state their settings; cross-entropy and focal are for single-label tasks, bce, focal and asymmetric for multi-label ones.", "auto");
    private readonly Option<string?> _classWeights = Flags.Word("--class-weights", "none|balanced|effective[:BETA]", "Single-label: how much images of small classes count more in the loss.", "none");
    private readonly Option<PositiveWeighting?> _positiveWeights = Flags.Choice<PositiveWeighting>("--positive-weights", "Multi-label: whether images with a label weigh as much as those without it.", PositiveWeighting.None);
    private readonly Option<SamplingMode?> _sampling = Flags.Choice<SamplingMode>("--sampling", "Whether an epoch visits every training image once, or every class equally often.", SamplingMode.Natural);
    private readonly Option<string?> _calibration = Flags.Word("--calibration", "temperature|none", "Whether the package's probabilities are calibrated on the images held out.", "temperature");
    private readonly Option<string?> _thresholds = Flags.Word("--thresholds", "tuned|fixed", "Multi-label: thresholds of the highest F1 on the images held out, or 0.5.", "tuned");
    private readonly Option<double?> _validation = Flags.Number<double>("--validation", "Share of the images held out for validation, above 0 and below 1.", 0.2);
    private readonly Option<ulong?> _seed = Flags.Number<ulong>("--seed", "Seed of everything random.", 1);
    private readonly Option<string?> _augment = AugmentFlag.Option("Variation of training images: none, light (random-resized crop and flip), standard, strong, randaugment, trivialaugment, augmix, or a policy file; auto is none for a linear probe, else light. With :K K fixed views, as with --views.", StandardAugmentation);
    private readonly Option<double?> _mixUp = Flags.Number<double>("--mixup", "Alpha of MixUp, which averages images and labels of a batch in pairs, e.g. 0.2; 0 is off. Only where images are fed as pixels.", 0);
    private readonly Option<double?> _cutMix = Flags.Number<double>("--cutmix", "Alpha of CutMix, which swaps rectangles between images of a batch, and labels by area, e.g. 1; 0 is off. Only where images are fed as pixels.", 0);
    private readonly Option<int?> _views = Flags.Number<int>("--views", "Fixed augmented views per image, taken in turn, so that the frozen part runs once per view; 0: a new variation in every epoch.", 0);
    private readonly Option<int?> _patience = Flags.Number<int>("--patience", Default("Epochs without improvement before a phase stops; 0 for never. The best weights are kept either way", PhaseDefaults.LinearProbe.Patience, PhaseDefaults.FineTune.Patience));
    private readonly Option<bool> _strict = CommonFlags.Strict();
    private readonly Option<int?> _threads = CommonFlags.Threads();
    private readonly DeviceFlags _device = new();
    private readonly Option<string?> _cache = Flags.Path("--feature-cache", "DIR", "Folder of cached features; default: transferlab/features in the user's cache folder. 'none' keeps them in the run's folder until it is finished.");
    private readonly Option<double?> _cacheSize = Flags.Number<double>("--feature-cache-size", "Size in GB beyond which the cached features used longest ago are deleted.", FineTuneOptions.StandardFeatureCacheLimit / Gigabyte);

    private const double Gigabyte = 1e9;

    /// <summary>All options, in the order of the help text.</summary>
    public IEnumerable<Option> All => [_freeze, .. Common];

    /// <summary>Those that runs of a comparison have in common: all but the strategy.</summary>
    public IEnumerable<Option> Common =>
    [
        _backbone, _output, _head, _epochs, _batchSize, _accumulate, _learningRate, _layerDecay, _backboneRate, _optimizer, _schedule, _warmUp, _weightDecay, _l1, _clip, _onBadGradients, _ema, _loss, _classWeights, _positiveWeights, _sampling, _calibration, _thresholds, _smoothing, _batchNorm, _augment, _views, _mixUp, _cutMix, _patience,
        _validation, _seed, .. _data.All, _strict, _threads, .. _device.All, _cache, _cacheSize, .. _backboneFlags.All,
    ];

    /// <summary>The words typed that say which pictures are meant and which backbone, for a command to try next.</summary>
    public IEnumerable<string> SubjectWords(ParseResult parsed) => ((Option[])[_backbone, .. _backboneFlags.All, _validation, .. _data.All]).Select(parsed.GetResult).OfType<OptionResult>().Where(r => !r.Implicit)
        .SelectMany(r => r.Tokens.Select(t => t.Value).Prepend(r.Option.Name));

    /// <summary>Puts the options of a new run together; <see cref="FineTuneOptions.Validate"/> checks their ranges.</summary>
    /// <exception cref="UsageException">Something that has no default is missing.</exception>
    public FineTuneOptions Read(ParseResult parsed, string[]? images) => ReadCommon(parsed, images) with { Freeze = FreezePolicy.Parse(parsed.GetValue(_freeze)!) };

    /// <summary>Puts the options together that runs of a comparison have in common.</summary>
    /// <exception cref="UsageException">Something that has no default is missing.</exception>
    public FineTuneOptions ReadCommon(ParseResult parsed, string[]? images)
    {
        var augment = AugmentFlag.Parse(parsed.GetValue(_augment)!);
        if (augment.Views is { } fixedViews && IsGiven(parsed, _views) && parsed.GetValue(_views) != fixedViews)
            throw new UsageException($"--augment asks for {fixedViews} views and --views for {parsed.GetValue(_views)}: leave one of them out.");
        return ReadCommon(parsed, images, augment);
    }

    private FineTuneOptions ReadCommon(ParseResult parsed, string[]? images, AugmentFlag augment) => new()
    {
        Images = images is [var first, ..] ? first : throw new UsageException($"IMAGES is missing: name the folder of pictures, as in transferlab {parsed.CommandResult.Command.Name} IMAGES --output DIR."),
        DatasetOptions = _data.Read(parsed, images),
        Backbone = parsed.GetValue(_backbone) ?? BackboneCatalog.Load().Default?.Name
            ?? throw new UsageException("--backbone is missing, and the catalogue has no default: name one of 'transferlab backbones list', or a pretrained ONNX file."),
        BackboneOptions = _backboneFlags.Read(parsed),
        Head = HeadSpec.Parse(parsed.GetValue(_head) ?? ""),
        LayerDecay = parsed.GetValue(_layerDecay)!.Value,
        BackboneRateMultiplier = parsed.GetValue(_backboneRate)!.Value,
        BatchNorm = parsed.GetValue(_batchNorm) ?? StandardBatchNorm,
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize)!.Number switch
        {
            null => FineTuneOptions.AllImages,
            <= 0 and var size => throw new UsageException($"--batch-size {size} is out of range: 1 to 65536, or all."),
            var size => size.Value,
        },
        Accumulate = parsed.GetValue(_accumulate)!.Value,
        LearningRate = parsed.GetValue(_learningRate)?.Number,
        FindLearningRate = parsed.GetValue(_learningRate) is { Number: null },
        WarmUp = parsed.GetValue(_warmUp)!.Value,
        Ema = parsed.GetValue(_ema)!.Value,
        OnBadGradients = parsed.GetValue(_onBadGradients) ?? BadGradients.Stop,
        Optimizer = new OptimizerOptions { Name = parsed.GetValue(_optimizer)!, WeightDecay = parsed.GetValue(_weightDecay), L1 = parsed.GetValue(_l1)!.Value },
        Schedule = parsed.GetValue(_schedule),
        ClipNorm = parsed.GetValue(_clip)!.Value,
        LabelSmoothing = parsed.GetValue(_smoothing)!.Value,
        Loss = LossSpec.Parse(parsed.GetValue(_loss)!),
        ClassWeights = ClassWeighting.Parse(parsed.GetValue(_classWeights)!),
        PositiveWeights = parsed.GetValue(_positiveWeights) ?? PositiveWeighting.None,
        Sampling = parsed.GetValue(_sampling) ?? SamplingMode.Natural,
        Calibrate = OneOf(parsed, _calibration, "temperature", "none"),
        TuneThresholds = OneOf(parsed, _thresholds, "tuned", "fixed"),
        Validation = parsed.GetValue(_validation)!.Value,
        Seed = parsed.GetValue(_seed)!.Value,
        Augmentation = augment.Level,
        AugmentationPolicy = augment.Policy,
        Views = augment.Views ?? parsed.GetValue(_views)!.Value,
        MixUp = parsed.GetValue(_mixUp)!.Value,
        CutMix = parsed.GetValue(_cutMix)!.Value,
        Patience = parsed.GetValue(_patience),
        Output = parsed.GetValue(_output) ?? throw new UsageException("--output is missing: name a folder for the run, e.g. --output runs/first."),
        Strict = parsed.GetValue(_strict),
        Threads = parsed.GetValue(_threads)!.Value,
        Device = ReadDevice(parsed) ?? ComputeDevice.Cpu,
        FeatureCacheDirectory = FeatureCacheFolder.Resolve(parsed.GetValue(_cache)),
        FeatureCacheLimit = parsed.GetValue(_cacheSize) is { } gigabytes and >= 0 and <= 1e6
            ? (long)(gigabytes * Gigabyte)
            : throw new UsageException($"--feature-cache-size {parsed.GetValue(_cacheSize)} is out of range: 0 to 1000000 GB."),
    };

    /// <summary>Those that a resumed run may be given anew.</summary>
    public IEnumerable<Option> Resumable => _device.All;

    /// <summary>The device that is asked for; null where none is.</summary>
    /// <exception cref="UsageException">What is given is no device.</exception>
    public ComputeDevice? ReadDevice(ParseResult parsed) => _device.Read(parsed);

    /// <summary>Folder of the run; null where it is not given.</summary>
    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>Whether the number of views is the user's choice.</summary>
    public bool IsViewsGiven(ParseResult parsed) => IsGiven(parsed, _views) || AugmentFlag.Parse(parsed.GetValue(_augment)!).Views is not null;

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static bool OneOf(ParseResult parsed, Option<string?> option, string yes, string no) => parsed.GetValue(option)!.ToLowerInvariant() is var word && word == yes
        || (word == no ? false : throw new UsageException($"{option.Name} '{word}' is not known; choose {yes} or {no}."));

    private static string Default(string what, double probe, double otherwise) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} (default {probe} for a linear probe, else {otherwise}).");
}
