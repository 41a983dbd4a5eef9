using System.Globalization;
using TransferLab.Backbones;
using TransferLab.Files;
using TransferLab.Freezing;
using TransferLab.Objectives;
using TransferLab.Optimizers;
using TransferLab.Pictures;
using TransferLab.Settings;

namespace TransferLab.Runs;

/// <summary>The command line that repeats a run.</summary>
public static class RunCommand
{
    // They have flags of another form, or none.
    private static readonly string[] s_handled = ["feature-cache", "feature-cache-limit", "golden-images", "group-by", "augment-file", "augment-policy", "fold"];

    // A setting of this value is the default, and the command is shorter without it.
    private static readonly Dictionary<string, string> s_defaults = new(StringComparer.Ordinal)
    {
        ["batch-norm"] = nameof(BatchNormMode.Affine),
        ["augment"] = nameof(AugmentationLevel.Auto),
        ["clip-norm"] = "0",
        ["label-smoothing"] = "0",
        ["threads"] = "0",
        ["views"] = "0",
        ["mixup"] = "0",
        ["cutmix"] = "0",
        ["loss"] = "auto",
        ["class-weights"] = "none",
        ["positive-weights"] = nameof(PositiveWeighting.None),
        ["sampling"] = nameof(SamplingMode.Natural),
        ["calibration"] = "temperature",
        ["thresholds"] = "tuned",
        ["accumulate"] = "1",
        ["warm-up"] = "0",
        ["ema"] = "0",
        ["on-bad-gradients"] = nameof(BadGradients.Stop),
        ["layer-decay"] = "1",
        ["backbone-lr-multiplier"] = "1",
    };

    /// <summary>The command: every setting that is not the default, what the run settled about the backbone's input included.</summary>
    /// <param name="config">What the run was started with.</param>
    /// <param name="output">Folder of the repeated run.</param>
    public static string Of(RunConfig config, string output) => string.Join(' ', Words(config, output).Select(Shell.Quote));

    /// <summary>The same as words, without quotes.</summary>
    internal static IEnumerable<string> Words(RunConfig c, string output)
    {
        ArgumentNullException.ThrowIfNull(c);
        List<string> words = ["transferlab", "train", .. c.Dataset.Roots ?? [c.Dataset.Root], "--backbone", c.Backbone.Path];
        AddBackbone(words, c.Backbone);
        Add("freeze", c.Freeze);
        Add("epochs", c.Epochs > 0 ? Text(c.Epochs) : "");
        Add("batch-size", c.BatchSize switch { 16 => "", FineTuneOptions.AllImages => "all", var n => Text(n) });
        Add("learning-rate", c.LearningRate > 0 ? Text(c.LearningRate) : "");
        Add("schedule", c.Schedule);
        AddOptimizer(words, c.Optimizer);
        Add("validation", c.Dataset.ValidationFraction == 0.2 ? "" : Text(c.Dataset.ValidationFraction));
        foreach (var (name, value) in c.Settings)
            if (!s_handled.Contains(name) && value != "false" && value != s_defaults.GetValueOrDefault(name))
                Add(name, name is "augment" && value == nameof(AugmentationLevel.File) ? c.Settings.GetValueOrDefault("augment-file", "") : name is "batch-norm" or "augment" or "on-bad-gradients" or "positive-weights" or "sampling" ? value.ToLowerInvariant() : value);
        // As one word: an expression may begin with a hyphen.
        if (c.Settings.GetValueOrDefault("group-by") is { Length: > 0 } expression)
            words.Add("--group-by=" + expression);
        if (c.Settings.GetValueOrDefault("feature-cache") is { } cache)
            Add("feature-cache", cache.Length > 0 ? cache : "none");
        if (c.Settings.GetValueOrDefault("feature-cache-limit") is { } limit && double.TryParse(limit, CultureInfo.InvariantCulture, out var bytes) && bytes != FineTuneOptions.StandardFeatureCacheLimit)
            Add("feature-cache-size", Text(bytes / 1e9));
        Add("seed", c.Seed.ToString(CultureInfo.InvariantCulture));
        Add("output", output);
        return words;

        void Add(string name, string value)
        {
            if (value.Length == 0)
                return;
            words.Add("--" + name);
            // A switch stands alone.
            if (value != "true")
                words.Add(value);
        }
    }

    private static void AddOptimizer(List<string> words, OptimizerOptions o)
    {
        words.AddRange(["--optimizer", o.Name]);
        if (o.WeightDecay is { } decay)
            words.AddRange(["--weight-decay", decay.ToString("R", CultureInfo.InvariantCulture)]);
        if (o.L1 > 0)
            words.AddRange(["--l1", o.L1.ToString("R", CultureInfo.InvariantCulture)]);
    }

    private static void AddBackbone(List<string> words, RunBackbone config)
    {
        if (!config.Settings.TryGetValue("spec", out var json))
            return;
        var spec = BackboneSpec.FromJson(json);
        words.AddRange(["--pixel-scale", Text(spec.PixelScale), "--mean", Text(spec.Mean), "--std", Text(spec.Std), "--channels", spec.Channels.ToString().ToLowerInvariant(),
            "--layout", spec.Layout.ToString().ToLowerInvariant(), "--resize", spec.ResizeMode.ToString().ToLowerInvariant(), "--input-name", spec.InputName]);
        if (spec.Height == spec.Width)
            words.AddRange(["--size", Text(spec.Height)]);
        if (config.Settings.GetValueOrDefault("feature-value") is { Length: > 0 } features)
            words.AddRange(["--feature-value", features]);
    }

    private static string Text(IReadOnlyList<double> values) => string.Join(',', values.Select(Text));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
