using System.Globalization;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Freezing;
using TransferLab.Testing;
using TransferLab.Training;

namespace TransferLab.Benchmarks.Work;

/// <summary>Trains every combination of a few settings with a few seeds: the figures from which docs/defaults.md is made.</summary>
internal static class GridWork
{
    public static int Run(string images, string? backbone, string? normalization, string[] strategies, double[] rates, int[] epochs, string[] augmentations, int seeds, int batch)
    {
        using var folder = new TemporaryFolder();
        var c = CultureInfo.InvariantCulture;
        var file = BackboneCatalog.Load().Resolve(backbone ?? BackboneCatalog.Load().Default?.Name ?? throw new BackboneException("The catalogue has no default; name one by --backbone."));
        Console.WriteLine("| strategy | rate | epochs | augmentation | validation | loss | test | best epoch | seconds |\n|---|---:|---:|---|---:|---:|---:|---:|---:|");
        foreach (var strategy in strategies)
            foreach (var rate in rates)
                foreach (var passes in epochs)
                    foreach (var augmentation in augmentations)
                    {
                        var parts = augmentation.Split(':');
                        try
                        {
                            var results = Enumerable.Range(1, seeds).Select(seed => FineTuner.Train(new FineTuneOptions
                            {
                                Images = images,
                                Backbone = file,
                                BackboneOptions = new BackboneOptions { Normalization = normalization },
                                Output = Path.Combine(folder.Path, Guid.NewGuid().ToString("N")),
                                Freeze = FreezePolicy.Parse(strategy),
                                LearningRate = rate > 0 ? rate : null,
                                Epochs = passes > 0 ? passes : null,
                                Augmentation = Enum.Parse<AugmentationLevel>(parts[0], ignoreCase: true),
                                Views = parts.Length > 1 ? int.Parse(parts[1], c) : 0,
                                Seed = (ulong)seed,
                                BatchSize = batch,
                                FeatureCacheDirectory = Path.Combine(folder.Path, "cache"),
                            })).ToArray();
                            Console.WriteLine(string.Create(c, $"| {strategy} | {(rate > 0 ? rate : "default")} | {(passes > 0 ? passes : "default")} | {augmentation} | {results.Average(r => r.Validation.Accuracy):0.000} | {results.Average(r => r.Validation.Loss):0.000} | {(results[0].Test is null ? "" : results.Average(r => r.Test!.Accuracy).ToString("0.000", c))} | {string.Join(' ', results.Select(r => r.BestEpoch))} | {results.Average(r => r.Seconds):0.0} |"));
                        }
                        catch (TrainingException e)
                        {
                            Console.WriteLine(string.Create(c, $"| {strategy} | {rate} | {passes} | {augmentation} | {e.Message[..Math.Min(60, e.Message.Length)]} | | | | |"));
                        }
                    }
        return 0;
    }
}
