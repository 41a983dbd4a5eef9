using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Moves all samples away from the picture's mean brightness or towards it, by a factor uniform between two.</summary>
public sealed record RandomContrast : RandomPixelTransform
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

    /// <summary>m + factor · (v − m), m the picture's mean luma.</summary>
    internal static void Set(Span<byte> pixels, double factor)
    {
        Span<byte> table = stackalloc byte[ByteTable.Size];
        ByteTable.Linear(table, factor, PictureStatistics.MeanLuma(pixels));
        ByteTable.Apply(pixels, table);
    }

    internal static RandomContrast Read(TransformSettings settings)
    {
        var standard = new RandomContrast();
        var (min, max) = settings.Range("factor", standard.MinFactor, standard.MaxFactor);
        return new() { Probability = settings.Probability(), MinFactor = min, MaxFactor = max };
    }
}
