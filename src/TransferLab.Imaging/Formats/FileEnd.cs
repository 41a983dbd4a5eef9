namespace TransferLab.Imaging.Formats;

/// <summary>Whether a file that could not be decoded was cut short: by what its own structure says of its length, without
/// decoding anything. Only asked about files that failed, so being wrong about an odd one costs a word and no picture.</summary>
internal static class FileEnd
{
    private static readonly SearchValues<byte> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Bytes per value of TIFF's types, by their numbers.</summary>
    private static ReadOnlySpan<byte> TiffSizes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

    internal static bool IsMissing(ReadOnlySpan<byte> bytes, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => Jpeg(bytes),
        ImageFormat.Png => Png(bytes),
        ImageFormat.Gif => Gif(bytes),
        ImageFormat.WebP => bytes.Length < 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        ImageFormat.Tiff => Tiff(bytes),
        ImageFormat.Avif => Avif(bytes),
        _ => false,
    };

    // Segments with their lengths, between them compressed data, in which FF is followed by 00 or a restart marker, until the end of the image (D9).
    private static bool Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; ;)
        {
            var found = bytes[at..].IndexOf((byte)0xFF);
            if (found < 0 || (at += found) + 1 >= bytes.Length)
                return true;
            switch (bytes[at + 1])
            {
                case 0xD9:
                    return false;
                case 0xFF:
                    at++;
                    break;
                case 0x00 or 0x01 or (>= 0xD0 and <= 0xD8):
                    at += 2;
                    break;
                default:
                    if (at + 4 > bytes.Length || (at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..])) > bytes.Length)
                        return true;
                    break;
            }
        }
    }

    // Chunks of length, type, data and checksum, until IEND. A type is four letters; where it is not, a length was damaged.
    private static bool Png(ReadOnlySpan<byte> bytes)
    {
        for (var at = 8L; at + 12 <= bytes.Length; at += 12 + BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]))
        {
            var type = bytes.Slice((int)at + 4, 4);
            if (type.SequenceEqual("IEND"u8) || type.ContainsAnyExcept(s_letters))
                return false;
        }
        return true;
    }

    // Extensions (21) and images (2C) with chains of sub-blocks, until the trailer (3B). Anything else is damage.
    private static bool Gif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13)
            return true;
        var at = 13 + ColorTable(bytes[10]);
        while (at < bytes.Length)
        {
            switch (bytes[at])
            {
                case 0x21:
                    at += 2;
                    break;
                case 0x2C:
                    if (at + 10 > bytes.Length)
                        return true;
                    at += 11 + ColorTable(bytes[at + 9]);
                    break;
                default:
                    return false;
            }
            while (at < bytes.Length && bytes[at] != 0)
                at += 1 + bytes[at];
            at++;
        }
        return true;

        static int ColorTable(byte flags) => (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;
    }

    // The directory of the first page and the values it points at, which most writers put behind the pixels.
    private static bool Tiff(ReadOnlySpan<byte> bytes)
    {
        var big = bytes[0] == 'M';
        if (bytes[big ? 3 : 2] == 43)
            return bytes.Length < 16 || UInt64(bytes[8..], big) >= (ulong)bytes.Length - 2;
        var directory = UInt32(bytes[4..], big);
        if (directory >= bytes.Length - 2)
            return true;
        var entries = bytes[((int)directory + 2)..];
        var count = UInt16(bytes[(int)directory..], big);
        if (entries.Length < (12 * count) + 4)
            return true;
        for (var i = 0; i < count; i++)
        {
            // Tag, type, number of values, and the values where they fit into four bytes, else where they are.
            var entry = entries[(12 * i)..];
            var type = UInt16(entry[2..], big);
            var size = (type < TiffSizes.Length ? TiffSizes[type] : 0L) * UInt32(entry[4..], big);
            if (size > 4 && UInt32(entry[8..], big) + size > bytes.Length)
                return true;
        }
        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private static ulong UInt64(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at);

    // Boxes of length and type, one behind the other; a length of 1 says that a longer one follows, of 0 that the box goes to the end.
    private static bool Avif(ReadOnlySpan<byte> bytes)
    {
        for (ulong at = 0; at < (ulong)bytes.Length;)
        {
            var box = bytes[(int)at..];
            if (box.Length < 8)
                return true;
            ulong length = BinaryPrimitives.ReadUInt32BigEndian(box);
            if (length == 1 && box.Length < 16)
                return true;
            if (length == 1)
                length = BinaryPrimitives.ReadUInt64BigEndian(box[8..]);
            if (length < 8)
                return false;
            if (length > (ulong)box.Length)
                return true;
            at += length;
        }
        return false;
    }
}
