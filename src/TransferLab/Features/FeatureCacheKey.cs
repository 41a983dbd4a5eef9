using System.Security.Cryptography;
using System.Text;

namespace TransferLab.Features;

/// <summary>
/// What, besides the image itself, a cached activation depends on: the frozen prefix (graph and weights), where it is cut, and how an image becomes pixels.
/// Two runs share a cache file exactly when their keys are equal.
/// </summary>
/// <param name="Hash">SHA-256 in lower-case hexadecimal.</param>
public sealed record FeatureCacheKey(string Hash)
{
    /// <summary>Derives the key.</summary>
    /// <param name="prefixModel">The bytes of the prefix model: its graph, weights and output.</param>
    /// <param name="transform">A text that names every choice between file and pixels: geometry, interpolation, augmented view.</param>
    public static FeatureCacheKey Of(ReadOnlySpan<byte> prefixModel, string transform)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("transferlab-features-1\n"u8);
        hash.AppendData(Encoding.UTF8.GetBytes(transform + "\n"));
        hash.AppendData(prefixModel);
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
