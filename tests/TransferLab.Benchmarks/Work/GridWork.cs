using System.Globalization;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Work;

/// <summary>Trains every combination of a few settings with a few seeds: the figures from which docs/defaults.md is made.</summary>
/// <param name="Images">Folder of pictures.</param>
/// <param name="Backbone">A name of the catalogue or a file; null for the catalogue's default.</param>
/// <param name="Normalization">As <c>train</c> takes it; null for none.</param>
/// <param name="Seeds">Seeds from 1 on.</param>
/// <param name="Batch">Images per step.</param>
internal sealed record GridWork(string Images, string? Backbone, string? Normalization, int Seeds, int Batch)
{
    /// <summary>Freeze strategies.</summary>
    public required string[] Strategies { get; init; }

    /// <summary>Learning rates; 0 for the default.</summary>
    public required double[] Rates { get; init; }

    /// <summary>Numbers of epochs; 0 for the default.</summary>
    public required int[] Epochs { get; init; }

    /// <summary><c>none</c>, <c>light</c> … or <c>light:4</c> for four views.</summary>
    public required string[] Augmentations { get; init; }

    /// <summary>Shares of the pictures held out: the larger, the fewer are trained on.</summary>
    public required double[] Shares { get; init; }

    /// <summary>Trains and prints a table.</summary>
    public int Run()
    {
        using var folder = new TemporaryFolder();
        var c = CultureInfo.InvariantCulture;
        var catalog = BackboneCatalog.Load();
        var file = catalog.Resolve(Backbone ?? catalog.Default?.Name ?? throw new BackboneException("The catalogue has no default; name one by --backbone."));
        Console.WriteLine("| strategy | pictures | rate | epochs | augmentation | validation | loss | test | best epoch | seconds |\n|---|---:|---:|---:|---|---:|---:|---:|---:|---:|");
        foreach (var (strategy, rate, epochs, augmentation, share) in
            from s in Strategies from r in Rates from e in Epochs from a in Augmentations from h in Shares select (s, r, e, a, h))
        {
            var cells = $"{(rate > 0 ? rate.ToString(c) : "default")} | {(epochs > 0 ? epochs.ToString(c) : "default")} | {augmentation}";
            try
            {
                var options = new FineTuneOptions
                {
                    Images = Images,
                    Backbone = file,
                    BackboneOptions = new BackboneOptions { Normalization = Normalization },
                    Output = "",
                    Freeze = FreezePolicy.Parse(strategy),
                    LearningRate = rate > 0 ? rate : null,
                    Epochs = epochs > 0 ? epochs : null,
                    Augmentation = Enum.Parse<AugmentationLevel>(augmentation.Split(':')[0], ignoreCase: true),
                    Views = augmentation.Contains(':', StringComparison.Ordinal) ? int.Parse(augmentation.Split(':')[1], c) : 0,
                    Validation = share,
                    BatchSize = Batch,
                    FeatureCacheDirectory = Path.Combine(folder.Path, "cache"),
                };
                var results = Enumerable.Range(1, Seeds).Select(seed => FineTuner.Train(options with { Output = Path.Combine(folder.Path, Guid.NewGuid().ToString("N")), Seed = (ulong)seed })).ToArray();
                Console.WriteLine(string.Create(c, $"| {strategy} | {results[0].TrainImages} | {cells} | {results.Average(r => r.Validation.Accuracy):0.000} | {results.Average(r => r.Validation.Loss):0.000} | {(results[0].Test is null ? "" : results.Average(r => r.Test!.Accuracy).ToString("0.000", c))} | {string.Join(' ', results.Select(r => r.BestEpoch))} | {results.Average(r => r.Seconds):0.0} |"));
            }
            catch (TrainingException e)
            {
                Console.WriteLine($"| {strategy} | | {cells} | {e.Message[..Math.Min(60, e.Message.Length)]} | | | | |");
            }
        }
        return 0;
    }
}
