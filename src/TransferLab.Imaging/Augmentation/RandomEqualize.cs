namespace TransferLab.Imaging.Augmentation;

/// <summary>Spreads the values of each channel so that all are about equally frequent (Pillow's equalize): v becomes ⌊(samples below v + ⌊step / 2⌋) /
/// step⌋ with step = ⌊(samples − those of the highest value) / 255⌋. A channel with a step of 0, which has hardly more than one value, stays.</summary>
internal sealed record RandomEqualize : RandomPixelTransform
{
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Set(pixels);

    internal static void Set(Span<byte> pixels)
    {
        var samples = pixels.Length / 3;
        ByteTable.ApplyByCounts(pixels, (counts, table) =>
        {
            var highest = counts.LastIndexOfAnyExcept(0);
            var step = highest < 0 ? 0 : (samples - counts[highest]) / 255;
            var sum = step / 2;
            for (var v = 0; v < ByteTable.Size; v++)
            {
                table[v] = step == 0 ? (byte)v : (byte)Math.Min(sum / step, 255);
                sum += counts[v];
            }
        });
    }
}

/// <summary>Stretches each channel so that its lowest value becomes 0 and its highest 255. A channel of one value stays.</summary>
internal sealed record RandomAutoContrast : RandomPixelTransform
{
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Set(pixels);

    internal static void Set(Span<byte> pixels) => ByteTable.ApplyByCounts(pixels, static (counts, table) =>
    {
        var (low, high) = (counts.IndexOfAnyExcept(0), counts.LastIndexOfAnyExcept(0));
        for (var v = 0; v < ByteTable.Size; v++)
            table[v] = high > low ? ByteTable.Clamp(255.0 * (v - low) / (high - low)) : (byte)v;
    });
}
