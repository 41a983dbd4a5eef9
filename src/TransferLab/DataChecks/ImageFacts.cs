using TransferLab.Files;
using TransferLab.Imaging;

namespace TransferLab.DataChecks;

/// <summary>What a look into a file has told.</summary>
internal sealed record ImageFacts
{
    /// <summary>Why it cannot be used; null where it can, and then everything else is there.</summary>
    public string? Reason { get; init; }

    public ContentHash Content { get; init; }

    public ImageInfo? Info { get; init; }

    public ulong Hash { get; init; }

    public Miniature? Miniature { get; init; }
}
