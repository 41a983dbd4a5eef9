using TransferLab.Data;
using TransferLab.Errors;

namespace TransferLab.DataChecks;

/// <summary>What <see cref="DataCheck"/> is asked to do. Immutable.</summary>
public sealed record DataCheckOptions
{
    /// <summary>How the folder is read.</summary>
    public DatasetOptions Dataset { get; init; } = new();

    /// <summary>Share held out where the folders bring no split of their own, above 0 and below 1. Default 0.2, as in training.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>Seed of that split. Default 1, as in training.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bits, of 63, in which the perceptual hashes of near duplicates may differ, 0 to 16. Default 12; pairs are compared as pictures too.</summary>
    public int NearDistance { get; init; } = 12;

    /// <summary>A class with fewer images is tiny. Default 10.</summary>
    public int TinyClass { get; init; } = 10;

    /// <summary>A picture whose shorter side has fewer pixels is tiny. Default 32.</summary>
    public int ShortestSide { get; init; } = 32;

    /// <summary>A picture whose longer side is more than so many times the shorter is odd. Default 5.</summary>
    public double LargestAspect { get; init; } = 5;

    /// <summary>A picture with more pixels is huge, and slow to decode. Default 40 million.</summary>
    public long LargestPixels { get; init; } = 40_000_000;

    /// <summary>Threads; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names the option as the command line does.</exception>
    public void Validate()
    {
        Dataset.Validate();
        Require(Validation is > 0 and < 1, $"--validation {Validation} is out of range: a share above 0 and below 1, e.g. 0.2.");
        Require(NearDistance is >= 0 and <= HashIndex.LargestDistance, $"--near {NearDistance} is out of range: 0 to {HashIndex.LargestDistance} bits.");
        Require(TinyClass >= 0, $"--tiny-class {TinyClass} is out of range: 0 or more.");
        Require(Threads is >= 0 and <= 1024, $"--threads {Threads} is out of range: 0 (all cores) to 1024.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SettingException(message);
    }
}
