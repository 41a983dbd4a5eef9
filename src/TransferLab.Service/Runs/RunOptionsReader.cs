using System.Globalization;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Imaging;
using TransferLab.Networks;
using TransferLab.Objectives;
using TransferLab.Optimizers;
using TransferLab.Pictures;
using TransferLab.Service.Errors;
using TransferLab.Service.Hosting;
using TransferLab.Settings;

namespace TransferLab.Service.Runs;

/// <summary>Makes training options of a request, and says what is wrong with it before it is queued.</summary>
internal static class RunOptionsReader
{
    /// <exception cref="ServiceException">The request makes no sense, or asks for what the host does not allow.</exception>
    public static FineTuneOptions Read(RunRequest r, string images, string output, RetrainingOptions allowed)
    {
        try
        {
            var (augment, views) = Augmentation(r);
            var options = new FineTuneOptions
            {
                Images = images,
                Output = output,
                Backbone = Backbone(r.Backbone, allowed),
                BackboneOptions = Given(r),
                DatasetOptions = new DatasetOptions { Task = r.Task is null ? null : OneOf(r.Task, "task", TaskNames.MultiLabel, TaskNames.SingleLabel) ? LearningTask.MultiLabel : LearningTask.SingleLabel, GroupBy = r.GroupBy },
                Freeze = FreezePolicy.Parse(r.Freeze ?? "linear-probe"),
                Head = HeadSpec.Parse(r.Head ?? ""),
                Epochs = r.Epochs,
                BatchSize = r.BatchSize is null ? 16 : Number(r.BatchSize, "batchSize", "all") is { } size ? Whole(size) : FineTuneOptions.AllImages,
                Accumulate = r.Accumulate ?? 1,
                LearningRate = r.LearningRate is null ? null : Number(r.LearningRate, "learningRate", "auto"),
                FindLearningRate = IsWord(r.LearningRate, "auto"),
                LayerDecay = r.LayerDecay ?? 1,
                BackboneRateMultiplier = r.BackboneLrMultiplier ?? 1,
                WarmUp = r.WarmUp ?? 0,
                Ema = r.Ema ?? 0,
                OnBadGradients = Choice(r.OnBadGradients, BadGradients.Stop, "onBadGradients"),
                Optimizer = new OptimizerOptions { Name = r.Optimizer ?? "adamw", WeightDecay = r.WeightDecay, L1 = r.L1 ?? 0 },
                Schedule = r.Schedule,
                BatchNorm = Choice(r.BatchNorm, BatchNormMode.Affine, "batchNorm"),
                Augmentation = augment,
                Views = views,
                MixUp = r.Mixup ?? 0,
                CutMix = r.Cutmix ?? 0,
                Loss = LossSpec.Parse(r.Loss ?? "auto"),
                ClassWeights = ClassWeighting.Parse(r.ClassWeights ?? "none"),
                PositiveWeights = Choice(r.PositiveWeights, PositiveWeighting.None, "positiveWeights"),
                Sampling = Choice(r.Sampling, SamplingMode.Natural, "sampling"),
                Calibrate = OneOf(r.Calibration, "calibration", "temperature", "none"),
                TuneThresholds = OneOf(r.Thresholds, "thresholds", "tuned", "fixed"),
                LabelSmoothing = r.LabelSmoothing ?? 0,
                ClipNorm = r.ClipNorm ?? 0,
                Validation = r.Validation ?? 0.2,
                Patience = r.Patience,
                Seed = r.Seed ?? 1,
                Strict = r.Strict ?? false,
                Threads = Threads(r.Threads ?? 0),
            };
            options.Validate();
            options.BackboneOptions.Validate();
            return options;
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            throw new ServiceException(StatusCodes.Status400BadRequest, e.Message, e);
        }
    }

    /// <summary>The real path of a folder of pictures.</summary>
    /// <exception cref="ServiceException">It is not below a root, by its name or by a link.</exception>
    public static string Folder(string path, RetrainingOptions allowed)
    {
        // The same words whether it is not there or not allowed: what lies elsewhere is nobody's business.
        var refused = ServiceException.BadRequest("images is no folder below the ones that this host trains from.");
        if (path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(path))
            throw refused;
        var real = Real(Path.GetFullPath(path));
        return Directory.Exists(real) && allowed.ImageRoots.Any(root => IsWithin(real, Real(Path.GetFullPath(root)))) ? real : throw refused;
    }

    /// <summary>Whether a path is a folder or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // With every link on the way followed.
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            try
            {
                real = next.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next.FullName;
            }
            catch (IOException)
            {
                real = next.FullName;
            }
        }
        return Path.TrimEndingDirectorySeparator(real);
    }

    private static string Backbone(string? name, RetrainingOptions allowed)
    {
        var catalog = BackboneCatalog.Load();
        var chosen = name ?? catalog.Default?.Name ?? throw ServiceException.BadRequest("backbone is missing, and the catalogue has no default.");
        var isAllowed = allowed.Backbones.Count > 0 ? allowed.Backbones.Contains(chosen) : catalog.Find(chosen) is not null;
        return isAllowed ? chosen : throw ServiceException.BadRequest("backbone is none that this host trains from.");
    }

    private static BackboneOptions Given(RunRequest r) => new()
    {
        Normalization = r.Normalization,
        Mean = r.Mean,
        Std = r.Std,
        PixelScale = r.PixelScale,
        Channels = r.Channels is null ? null : Choice(r.Channels, default(ChannelOrder), "channels"),
        Layout = r.Layout is null ? null : Choice(r.Layout, default(ImageLayout), "layout"),
        Height = r.Size,
        Width = r.Size,
        ResizeMode = r.Resize is null ? null : Choice(r.Resize, default(ResizeMode), "resize"),
        InputName = r.InputName,
        FeatureValue = r.FeatureValue,
    };

    private static (AugmentationLevel Level, int Views) Augmentation(RunRequest r)
    {
        var parts = (r.Augment ?? nameof(AugmentationLevel.Auto)).Split(':');
        // Files are of the host's machine, and no request names one.
        if (!AugmentationPolicy.Names.Contains(parts[0], StringComparer.OrdinalIgnoreCase) || parts.Length > 2)
            throw ServiceException.BadRequest($"augment is not known; choose one of {string.Join(", ", AugmentationPolicy.Names)}, with :K behind it for K fixed views.");
        var level = Enum.Parse<AugmentationLevel>(parts[0], ignoreCase: true);
        if (parts.Length == 1)
            return (level, r.Views ?? 0);
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var views) || views < 1 || level == AugmentationLevel.None)
            throw ServiceException.BadRequest("augment asks for no possible number of views: 1 or more behind the colon, and none for pictures that are not varied.");
        return r.Views is null || r.Views == views ? (level, views) : throw ServiceException.BadRequest($"augment asks for {views} views and views for {r.Views}: leave one of them out.");
    }

    private static int Threads(int count) => count >= 0 && count <= Environment.ProcessorCount ? count
        : throw ServiceException.BadRequest($"threads {count} is out of range: 0 (all cores) to the {Environment.ProcessorCount} of this host.");

    private static bool IsWord(string? text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    private static double? Number(string text, string name, string word) => IsWord(text, word) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw ServiceException.BadRequest($"{name} must be a number or {word}.");

    private static int Whole(double size) => size is >= 1 and <= 65_536 && size == Math.Floor(size) ? (int)size : throw ServiceException.BadRequest("batchSize must be a whole number, 1 to 65536, or all.");

    private static bool OneOf(string? text, string name, string yes, string no) => text is null || IsWord(text, yes)
        || (IsWord(text, no) ? false : throw ServiceException.BadRequest($"{name} is not known; choose {yes} or {no}."));

    private static T Choice<T>(string? text, T standard, string name) where T : struct, Enum => text is null ? standard
        : !int.TryParse(text, out _) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value
        : throw ServiceException.BadRequest($"{name} is not known; choose one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}.");
}
