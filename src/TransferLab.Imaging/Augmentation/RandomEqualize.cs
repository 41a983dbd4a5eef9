using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>
/// Spreads the values of each channel so that all are about equally frequent (Pillow's equalize): v becomes ⌊(samples below v + ⌊step / 2⌋) / step⌋ with
/// step = ⌊(samples − those of the highest value) / 255⌋. A channel with a step of 0, which has hardly more than one value, stays.
/// </summary>
public sealed record RandomEqualize : RandomPixelTransform
{
    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Set(pixels);

    internal static void Set(Span<byte> pixels)
    {
        Span<int> counts = stackalloc int[3 * ByteTable.Size];
        Span<byte> tables = stackalloc byte[3 * ByteTable.Size];
        ByteTable.Histogram(pixels, counts);
        for (var channel = 0; channel < 3; channel++)
            Table(counts.Slice(channel * ByteTable.Size, ByteTable.Size), tables.Slice(channel * ByteTable.Size, ByteTable.Size), pixels.Length / 3);
        ByteTable.ApplyPerChannel(pixels, tables);
    }

    internal static RandomEqualize Read(TransformSettings settings) => new() { Probability = settings.Probability() };

    private static void Table(ReadOnlySpan<int> counts, Span<byte> table, int samples)
    {
        var highest = counts.LastIndexOfAnyExcept(0);
        var step = highest < 0 ? 0 : (samples - counts[highest]) / 255;
        var sum = step / 2;
        for (var v = 0; v < ByteTable.Size; v++)
        {
            table[v] = step == 0 ? (byte)v : (byte)Math.Min(sum / step, 255);
            sum += counts[v];
        }
    }
}
