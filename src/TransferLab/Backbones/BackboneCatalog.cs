using System.Diagnostics.CodeAnalysis;

namespace TransferLab.Backbones;

/// <summary>What is known of published files, by the SHA-256 of their bytes.</summary>
internal static class BackboneCatalog
{
    private static readonly Dictionary<string, Entry> s_entries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["e39110601ff5ede9f152acffb449fbbe0c62081b8f6c4258b711935eef33074f"] = new(
            new BackboneOptions { Name = "mobilenet_v1_1.0_224_block12", Normalization = "tf", Height = 224, Width = 224 },
            "Apache-2.0",
            "MobileNet v1 1.0 224, ImageNet weights of TensorFlow slim, without its last block"),
    };

    public static bool TryFind(string sha256, [NotNullWhen(true)] out Entry? entry) => s_entries.TryGetValue(sha256, out entry);

    /// <param name="Options">What a caller would otherwise have to say.</param>
    /// <param name="Licence">Licence of the weights.</param>
    /// <param name="Source">Where the weights come from.</param>
    internal sealed record Entry(BackboneOptions Options, string Licence, string Source);
}
