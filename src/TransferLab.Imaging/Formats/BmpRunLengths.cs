namespace TransferLab.Imaging.Formats;

/// <summary>The run-length encodings of bitmaps, RLE8 and RLE4. Pixels that the data skips take palette entry 0.</summary>
internal static class BmpRunLengths
{
    private const int EndOfLine = 0;
    private const int EndOfBitmap = 1;
    private const int Delta = 2;

    internal static void Decode(ReadOnlySpan<byte> data, BmpHeader header, RgbColor[] palette, RgbImage image, bool failOnTruncated)
    {
        var nibbles = header.Compression == BmpHeader.CompressionRle4;
        for (var y = 0; y < header.Height; y++)
            for (var x = 0; x < header.Width; x++)
                Put(image, x, y, palette[0]);

        // Lines run from the bottom up; "line" counts them in the file's order.
        int at = 0, column = 0, line = 0;
        while (line < header.Height)
        {
            if (at + 2 > data.Length)
            {
                if (failOnTruncated)
                    throw BmpHeader.Truncated();
                return;
            }
            int count = data[at], code = data[at + 1];
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++)
                    PutIndex(image, header, palette, column++, line, !nibbles ? code : (i & 1) == 0 ? code >> 4 : code & 15);
                continue;
            }
            switch (code)
            {
                case EndOfLine:
                    (column, line) = (0, line + 1);
                    break;
                case EndOfBitmap:
                    return;
                case Delta:
                    if (at + 2 > data.Length)
                    {
                        at = data.Length;
                        break;
                    }
                    (column, line) = (column + data[at], line + data[at + 1]);
                    at += 2;
                    break;
                default:
                    var bytes = nibbles ? (code + 1) / 2 : code;
                    if (at + bytes > data.Length)
                    {
                        at = data.Length;
                        break;
                    }
                    for (var i = 0; i < code; i++)
                    {
                        int value = nibbles ? data[at + i / 2] : data[at + i];
                        PutIndex(image, header, palette, column++, line, !nibbles ? value : (i & 1) == 0 ? value >> 4 : value & 15);
                    }
                    at += bytes + (bytes & 1);
                    break;
            }
        }
    }

    private static void PutIndex(RgbImage image, BmpHeader header, RgbColor[] palette, int column, int line, int index)
    {
        if (column < header.Width && line < header.Height)
            Put(image, column, header.Height - 1 - line, palette[index]);
    }

    private static void Put(RgbImage image, int x, int y, RgbColor color)
    {
        var pixel = image.Pixels.Slice((y * image.Width + x) * 3, 3);
        (pixel[0], pixel[1], pixel[2]) = (color.R, color.G, color.B);
    }
}
