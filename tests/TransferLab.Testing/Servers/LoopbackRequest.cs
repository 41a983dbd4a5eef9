using System.Globalization;

namespace TransferLab.Testing.Servers;

/// <summary>A request that a <see cref="LoopbackServer"/> got.</summary>
/// <param name="Target">Path, or the whole address where the server is used as a proxy.</param>
/// <param name="Headers">Headers, by name in any case.</param>
public sealed record LoopbackRequest(string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The first byte asked for by <c>Range: bytes=N-</c>; null without one.</summary>
    public long? From => Headers.TryGetValue("Range", out var range) && range.StartsWith("bytes=", StringComparison.Ordinal)
        ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : null;

    /// <summary>The version that <c>If-Range</c> wants; null without one.</summary>
    public string? IfRange => Headers.GetValueOrDefault("If-Range");
}
