using System.Security.Cryptography;
using TransferLab.Data;
using TransferLab.Freezing;
using TransferLab.Optimizers;
using TransferLab.Runs;
using TransferLab.Runtime;
using TransferLab.Training;

namespace TransferLab.Pretraining;

/// <summary>Between the options of a pretraining and the <c>config.json</c> of its run.</summary>
internal static class PretrainConfigMapping
{
    private const string Categories = "formula-categories";
    private const string PerCategory = "images-per-category";
    private const string Validation = "validation-per-category";
    private const string Size = "size";
    private const string Decay = "weight-decay";
    private const string Smoothing = "label-smoothing";
    private const string Threads = "threads";
    private const string Start = "start";

    /// <summary>Whether the run is a pretraining.</summary>
    public static bool IsPretraining(RunConfig config) => config.Settings.ContainsKey(Categories);

    public static RunConfig ToConfig(PretrainOptions o, string startPath, byte[] start) => new()
    {
        Created = DateTimeOffset.UtcNow,
        Dataset = new DatasetConfig
        {
            Root = "pictures made from formulas",
            Format = DatasetFormat.ClassFolders,
            Task = LearningTask.SingleLabel,
            Labels = [],
            TrainImages = o.Categories * o.ImagesPerCategory,
            ValidationImages = o.Categories * o.ValidationPerCategory,
            Fingerprint = "",
        },
        Backbone = new Runs.BackboneConfig { Path = startPath, Sha256 = Convert.ToHexStringLower(SHA256.HashData(start)) },
        Freeze = "full",
        Schedule = "one-cycle",
        LearningRate = o.LearningRate,
        Epochs = o.Epochs,
        BatchSize = o.BatchSize,
        Seed = o.Seed,
        Settings = new(StringComparer.Ordinal)
        {
            [Categories] = SettingNumber.Text(o.Categories),
            [PerCategory] = SettingNumber.Text(o.ImagesPerCategory),
            [Validation] = SettingNumber.Text(o.ValidationPerCategory),
            [Size] = SettingNumber.Text(o.Network.Size),
            [Decay] = SettingNumber.Text(o.WeightDecay),
            [Smoothing] = SettingNumber.Text(o.LabelSmoothing),
            [Threads] = SettingNumber.Text(o.Threads),
            [Start] = o.Start is null ? "" : Path.GetFullPath(o.Start),
        },
        Environment = EnvironmentInfo.Current(OrtRuntime.Version),
    };

    /// <exception cref="RunException">The run is no pretraining, or its configuration is damaged.</exception>
    public static PretrainOptions ToOptions(RunConfig c, string run)
    {
        if (!IsPretraining(c))
            throw new RunException($"'{run}' is no pretraining; go on with: transferlab train --resume {run}");
        try
        {
            return new PretrainOptions
            {
                Output = run,
                Network = new ResidualNetwork { Size = (int)SettingNumber.Parse(c.Settings[Size]) },
                Categories = (int)SettingNumber.Parse(c.Settings[Categories]),
                ImagesPerCategory = (int)SettingNumber.Parse(c.Settings[PerCategory]),
                ValidationPerCategory = (int)SettingNumber.Parse(c.Settings[Validation]),
                Epochs = c.Epochs,
                BatchSize = c.BatchSize,
                LearningRate = c.LearningRate,
                WeightDecay = SettingNumber.Parse(c.Settings[Decay]),
                LabelSmoothing = SettingNumber.Parse(c.Settings[Smoothing]),
                Seed = c.Seed,
                Threads = (int)SettingNumber.Parse(c.Settings[Threads]),
                Start = c.Settings.GetValueOrDefault(Start) is { Length: > 0 } start ? start : null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new RunException($"The config.json of '{run}' cannot be resumed: {e.Message}", e);
        }
    }

    /// <summary>The same in the words of the fine-tuner, whose phases do the work.</summary>
    public static FineTuneOptions ToTuning(PretrainOptions o, string backbone) => new()
    {
        Images = "formula",
        Backbone = backbone,
        Output = o.Output,
        Freeze = FreezePolicy.Parse("full"),
        BatchNorm = BatchNormMode.Train,
        BatchSize = o.BatchSize,
        Seed = o.Seed,
        LabelSmoothing = o.LabelSmoothing,
        Threads = o.Threads,
        Optimizer = new OptimizerOptions(),
        // From random weights the first epochs say little: a pretraining tells what it sees and goes on.
        OnBadGradients = BadGradients.Warn,
    };
}
