namespace TransferLab.Imaging.Formats;

/// <summary>Width and height straight from the first bytes, for the formats whose decoder spends memory on the canvas while it opens the file.</summary>
internal static class HeaderSize
{
    /// <returns>Whether the size stands at its fixed place; if not, the decoder's own reading is what counts.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, ImageFormat format, out long width, out long height)
    {
        (width, height) = (0, 0);
        switch (format)
        {
            case ImageFormat.Png when bytes.Length >= 24:
                width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
                height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
                return true;
            case ImageFormat.Gif when bytes.Length >= 10:
                (width, height) = Gif(bytes);
                return true;
            case ImageFormat.WebP when bytes.Length >= 30 && bytes[12..].StartsWith("VP8X"u8):
                width = 1 + (bytes[24] | bytes[25] << 8 | bytes[26] << 16);
                height = 1 + (bytes[27] | bytes[28] << 8 | bytes[29] << 16);
                return true;
            default:
                return false;
        }
    }

    // The canvas grows where the first frame sticks out of the screen. Blocks before the frame are few and short; a chain of them is followed to its end.
    private static (long Width, long Height) Gif(ReadOnlySpan<byte> bytes)
    {
        long width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (bytes.Length < 13)
            return (width, height);
        var at = 13 + ((bytes[10] & 0x80) != 0 ? 3 << ((bytes[10] & 7) + 1) : 0);
        while (at + 2 < bytes.Length && bytes[at] == 0x21)
            for (at += 2; at < bytes.Length;)
            {
                var block = bytes[at];
                at += 1 + block;
                if (block == 0)
                    break;
            }
        if (at + 9 > bytes.Length || bytes[at] != 0x2C)
            return (width, height);
        return (Math.Max(width, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 1)..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 5)..])),
            Math.Max(height, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 3)..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 7)..])));
    }
}
