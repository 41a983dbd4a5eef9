using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Stretches each channel so that its lowest value becomes 0 and its highest 255. A channel of one value stays.</summary>
public sealed record RandomAutoContrast : RandomPixelTransform
{
    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Set(pixels);

    internal static void Set(Span<byte> pixels)
    {
        Span<int> counts = stackalloc int[3 * ByteTable.Size];
        Span<byte> tables = stackalloc byte[3 * ByteTable.Size];
        ByteTable.Histogram(pixels, counts);
        for (var channel = 0; channel < 3; channel++)
        {
            var own = counts.Slice(channel * ByteTable.Size, ByteTable.Size);
            var (low, high) = (own.IndexOfAnyExcept(0), own.LastIndexOfAnyExcept(0));
            for (var v = 0; v < ByteTable.Size; v++)
                tables[channel * ByteTable.Size + v] = high > low ? ByteTable.Clamp(255.0 * (v - low) / (high - low)) : (byte)v;
        }
        ByteTable.ApplyPerChannel(pixels, tables);
    }

    internal static RandomAutoContrast Read(TransformSettings settings) => new() { Probability = settings.Probability() };
}
