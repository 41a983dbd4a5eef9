using TransferLab.Imaging.Colour;

namespace TransferLab.Imaging.Formats;

/// <summary>Bitmaps of 1, 4, 8, 16, 24 and 32 bits per pixel, plain, with bit masks or run-length encoded (libvips' builds
/// read none of them). Every read is bounds-checked; indices past the palette's end are black, as in Windows.</summary>
internal static class BmpDecoder
{
    internal static RgbImage Decode(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        var header = BmpHeader.Read(file);
        options.CheckPixels(header.Width, header.Height);

        // A plain bitmap says how long it must be, so a liar is found before memory is spent.
        var stride = ((long)header.Width * header.BitsPerPixel + 31) / 32 * 4;
        var pixels = file[header.PixelOffset..];
        var plain = header.Compression == BmpHeader.CompressionNone;
        var lastRow = ((long)header.Width * header.BitsPerPixel + 7) / 8; // the padding after it is often left out
        if (plain && options.FailOnTruncated && pixels.Length < stride * (header.Height - 1) + lastRow)
            throw BmpHeader.Truncated();

        var image = RgbImage.Create(header.Width, header.Height);
        try
        {
            var palette = header.BitsPerPixel <= 8 ? ReadPalette(file, header) : [];
            if (!plain)
                BmpRunLengths.Decode(pixels, header, palette, image, options.FailOnTruncated);
            else
                DecodePlain(pixels, header, palette, image, options, (int)stride);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static RgbColor[] ReadPalette(ReadOnlySpan<byte> file, BmpHeader header)
    {
        var (offset, count, entrySize) = header.Palette;
        var palette = new RgbColor[256];
        for (var i = 0; i < count; i++)
        {
            var entry = file.Slice(offset + i * entrySize, 3);
            palette[i] = new RgbColor(entry[2], entry[1], entry[0]);
        }
        return palette;
    }

    private static void DecodePlain(
        ReadOnlySpan<byte> pixels, BmpHeader header, RgbColor[] palette, RgbImage image, DecodeOptions options, int stride)
    {
        var used = (int)(((long)header.Width * header.BitsPerPixel + 7) / 8);
        for (var line = 0; line < header.Height; line++)
        {
            var y = header.TopDown ? line : header.Height - 1 - line;
            var output = image.Pixels.Slice(y * header.Width * 3, header.Width * 3);
            var start = (long)line * stride;
            if (start + used > pixels.Length)
            {
                output.Fill(128);
                continue;
            }
            var row = pixels.Slice((int)start, used);
            switch (header.BitsPerPixel)
            {
                case 24:
                    for (var i = 0; i < output.Length; i += 3)
                        (output[i], output[i + 1], output[i + 2]) = (row[i + 2], row[i + 1], row[i]);
                    break;
                case 16 or 32:
                    DecodeMasked(row, header, output, options.Background);
                    break;
                default:
                    DecodeIndexed(row, header.BitsPerPixel, palette, output);
                    break;
            }
        }
    }

    private static void DecodeIndexed(ReadOnlySpan<byte> row, int bits, RgbColor[] palette, Span<byte> output)
    {
        var perByte = 8 / bits;
        var mask = (1 << bits) - 1;
        for (int i = 0, x = 0; i < output.Length; i += 3, x++)
        {
            var shift = 8 - bits * (x % perByte + 1);
            var color = palette[row[x / perByte] >> shift & mask];
            (output[i], output[i + 1], output[i + 2]) = (color.R, color.G, color.B);
        }
    }

    private static void DecodeMasked(ReadOnlySpan<byte> row, BmpHeader header, Span<byte> output, RgbColor background)
    {
        var (r, g, b, a) = header.Masks;
        var bytes = header.BitsPerPixel / 8;
        for (int i = 0, at = 0; i < output.Length; i += 3, at += bytes)
        {
            var value = bytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(row[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(row[at..]);
            var alpha = a == 0 ? 255 : Component(value, a);
            output[i] = SampleConversion.Blend(Component(value, r), alpha, background.R);
            output[i + 1] = SampleConversion.Blend(Component(value, g), alpha, background.G);
            output[i + 2] = SampleConversion.Blend(Component(value, b), alpha, background.B);
        }
    }

    /// <summary>A masked component, stretched to 0 to 255.</summary>
    private static int Component(uint value, uint mask)
    {
        if (mask == 0)
            return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        ulong largest = mask >> shift;
        return (int)(((ulong)((value & mask) >> shift) * 255 + largest / 2) / largest);
    }
}
