using System.Globalization;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Benchmarks.Models;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Work;

/// <summary>What a backbone is worth: linear probes on it, on a ResNet-18 with random weights, and on a MobileNet v1 trained on ImageNet.</summary>
internal static class ProbeWork
{
    public static int Run(string? judged, string? normalization, int seeds)
    {
        using var folder = new TemporaryFolder();
        var catalog = BackboneCatalog.Load();
        var file = catalog.Resolve(judged ?? catalog.Default?.Name ?? throw new BackboneException("The catalogue has no default; name one by --backbone."));
        (string Name, Func<int, string> Path, BackboneOptions Options)[] backbones =
        [
            ("ResNet-18, random weights", seed => Random(folder.Path, seed), new() { Normalization = "imagenet" }),
            (judged ?? catalog.Default!.Name, _ => file, new() { Normalization = normalization }),
            ("MobileNet v1, ImageNet", _ => SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"), new()),
        ];
        (string Name, string Path)[] sets = [("sample-images/single-label", Path.Combine(RepositoryRoot.Path, "sample-images", "single-label")), ("flowers_small", SharedData.Path("datasets/flowers_small"))];
        foreach (var set in sets)
        {
            Console.WriteLine($"\n| {set.Name} | validation, seeds 1 to {seeds} | mean | test |\n|---|---|---:|---:|");
            foreach (var backbone in backbones)
            {
                var results = Enumerable.Range(1, seeds).Select(seed => FineTuner.Train(new FineTuneOptions
                {
                    Images = set.Path,
                    Backbone = backbone.Path(seed),
                    BackboneOptions = backbone.Options,
                    Output = Path.Combine(folder.Path, Guid.NewGuid().ToString("N")),
                    Freeze = FreezePolicy.Parse("linear-probe"),
                    Seed = (ulong)seed,
                    FeatureCacheDirectory = Path.Combine(folder.Path, "cache"),
                })).ToArray();
                var c = CultureInfo.InvariantCulture;
                Console.WriteLine(string.Create(c, $"| {backbone.Name} | {string.Join(", ", results.Select(r => r.Validation.Accuracy.ToString("0.000", c)))} | {results.Average(r => r.Validation.Accuracy):0.000} | {(results[0].Test is null ? "" : results.Average(r => r.Test!.Accuracy).ToString("0.000", c))} |"));
            }
        }
        return 0;
    }

    // Three seeds, three draws of weights.
    private static string Random(string folder, int seed)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"random-{seed}.onnx"));
        ResNet18.Create(seed).Model.Save(path);
        return path;
    }
}
