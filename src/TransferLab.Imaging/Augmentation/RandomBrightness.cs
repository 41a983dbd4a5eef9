using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Multiplies all samples by a factor uniform between two.</summary>
public sealed record RandomBrightness : RandomPixelTransform
{
    /// <summary>Smallest factor, 0 to 10; 1 changes nothing. Default 0.7.</summary>
    public double MinFactor { get; init; } = 0.7;

    /// <summary>Largest factor. Default 1.3.</summary>
    public double MaxFactor { get; init; } = 1.3;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "factor", MinFactor, MaxFactor, 0, 10);
    }

    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Set(pixels, random.Uniform(MinFactor, MaxFactor));

    /// <summary>factor · v.</summary>
    internal static void Set(Span<byte> pixels, double factor)
    {
        Span<byte> table = stackalloc byte[ByteTable.Size];
        ByteTable.Linear(table, factor, around: 0);
        ByteTable.Apply(pixels, table);
    }

    internal static RandomBrightness Read(TransformSettings settings)
    {
        var standard = new RandomBrightness();
        var (min, max) = settings.Range("factor", standard.MinFactor, standard.MaxFactor);
        return new() { Probability = settings.Probability(), MinFactor = min, MaxFactor = max };
    }
}
