namespace TransferLab.Imaging.Formats;

/// <summary>The header of a Windows or OS/2 bitmap, checked.</summary>
internal sealed record BmpHeader
{
    internal const int CompressionNone = 0;
    internal const int CompressionRle8 = 1;
    internal const int CompressionRle4 = 2;
    private const int CompressionBitFields = 3;
    private const int CompressionAlphaBitFields = 6;
    private const int FileHeaderSize = 14;
    private const int CoreHeaderSize = 12;

    internal required int Width { get; init; }
    internal required int Height { get; init; }
    internal required bool TopDown { get; init; }
    internal required int BitsPerPixel { get; init; }
    internal required int Compression { get; init; }
    /// <summary>Where the rows begin in the file.</summary>
    internal required int PixelOffset { get; init; }
    /// <summary>Where the palette begins, and its entries' number and size in bytes.</summary>
    internal required (int Offset, int Count, int EntrySize) Palette { get; init; }
    /// <summary>Bit masks of red, green, blue and alpha for 16 and 32 bits per pixel; alpha 0: opaque.</summary>
    internal required (uint R, uint G, uint B, uint A) Masks { get; init; }

    internal static bool IsKnownHeaderSize(int size) => size is CoreHeaderSize or 40 or 52 or 56 or 64 or 108 or 124;

    /// <exception cref="ImageDecodeException">The header is cut off, contradicts itself or asks for what is not supported.</exception>
    internal static BmpHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeaderSize + CoreHeaderSize)
            throw Truncated();
        var size = BinaryPrimitives.ReadInt32LittleEndian(file[FileHeaderSize..]);
        if (!IsKnownHeaderSize(size))
            throw new ImageDecodeException(ImageDecodeFailure.Corrupt, $"BMP: a header of {size} bytes is unknown");
        if (file.Length < FileHeaderSize + size)
            throw Truncated();
        var pixelOffset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        if (pixelOffset < FileHeaderSize + size)
            throw new ImageDecodeException(ImageDecodeFailure.Corrupt, "BMP: the pixels would begin inside the header");
        if (pixelOffset >= file.Length)
            throw Truncated();
        var info = file.Slice(FileHeaderSize, size);
        return size == CoreHeaderSize ? ReadCore(info, (int)pixelOffset) : ReadInfo(file, info, (int)pixelOffset);
    }

    internal static ImageDecodeException Truncated() => new(ImageDecodeFailure.Truncated, "BMP: the data ends too early");

    private static BmpHeader ReadCore(ReadOnlySpan<byte> info, int pixelOffset)
    {
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(info[10..]);
        if (bits is not (1 or 4 or 8 or 24))
            throw Unsupported(bits, CompressionNone);
        const int paletteOffset = FileHeaderSize + CoreHeaderSize;
        return Check(new BmpHeader
        {
            Width = BinaryPrimitives.ReadUInt16LittleEndian(info[4..]),
            Height = BinaryPrimitives.ReadUInt16LittleEndian(info[6..]),
            TopDown = false,
            BitsPerPixel = bits,
            Compression = CompressionNone,
            PixelOffset = pixelOffset,
            Palette = (paletteOffset, bits > 8 ? 0 : Math.Min(1 << bits, (pixelOffset - paletteOffset) / 3), 3),
            Masks = default,
        });
    }

    private static BmpHeader ReadInfo(ReadOnlySpan<byte> file, ReadOnlySpan<byte> info, int pixelOffset)
    {
        var height = BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        if (height == int.MinValue)
            throw new ImageDecodeException(ImageDecodeFailure.Corrupt, "BMP: impossible height");
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(info[14..]);
        var compression = BinaryPrimitives.ReadInt32LittleEndian(info[16..]);
        var fields = compression is CompressionBitFields or CompressionAlphaBitFields;
        var known = compression switch
        {
            CompressionNone => bits is 1 or 4 or 8 or 16 or 24 or 32,
            CompressionRle8 => bits == 8 && height > 0,
            CompressionRle4 => bits == 4 && height > 0,
            CompressionBitFields or CompressionAlphaBitFields => bits is 16 or 32,
            _ => false,
        };
        if (!known)
            throw Unsupported(bits, compression);

        // The 40-byte header is followed by the masks; the longer ones contain them at the same place.
        var masksInFile = info.Length >= 52 ? 0 : !fields ? 0 : compression == CompressionAlphaBitFields ? 16 : 12;
        var paletteOffset = FileHeaderSize + info.Length + masksInFile;
        if (pixelOffset < paletteOffset)
            throw new ImageDecodeException(ImageDecodeFailure.Corrupt, "BMP: the pixels would begin inside the masks");
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(info[32..]);
        var entries = bits > 8 ? 0 : declared is 0 || declared > 1u << bits ? 1 << bits : (int)declared;
        return Check(new BmpHeader
        {
            Width = BinaryPrimitives.ReadInt32LittleEndian(info[4..]),
            Height = Math.Abs(height),
            TopDown = height < 0,
            BitsPerPixel = bits,
            Compression = fields ? CompressionNone : compression,
            PixelOffset = pixelOffset,
            Palette = (paletteOffset, Math.Min(entries, (pixelOffset - paletteOffset) / 4), 4),
            Masks = fields ? ReadMasks(file, info.Length, compression)
                : bits == 16 ? (0x7C00u, 0x03E0u, 0x001Fu, 0u)
                : (0x00FF0000u, 0x0000FF00u, 0x000000FFu, 0u),
        });
    }

    private static (uint R, uint G, uint B, uint A) ReadMasks(ReadOnlySpan<byte> file, int headerSize, int compression)
    {
        const int masksOffset = FileHeaderSize + 40;
        var hasAlpha = headerSize >= 56 || compression == CompressionAlphaBitFields;
        if (file.Length < masksOffset + (hasAlpha ? 16 : 12))
            throw Truncated();
        var masks = file[masksOffset..];
        var read = (
            BinaryPrimitives.ReadUInt32LittleEndian(masks),
            BinaryPrimitives.ReadUInt32LittleEndian(masks[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(masks[8..]),
            hasAlpha ? BinaryPrimitives.ReadUInt32LittleEndian(masks[12..]) : 0);
        foreach (var mask in (ReadOnlySpan<uint>)[read.Item1, read.Item2, read.Item3, read.Item4])
            if (mask != 0 && BitOperations.PopCount(mask) + BitOperations.LeadingZeroCount(mask) + BitOperations.TrailingZeroCount(mask) != 32)
                throw new ImageDecodeException(ImageDecodeFailure.Corrupt, $"BMP: the bits of the colour mask {mask:X8} are not adjacent");
        return read;
    }

    private static BmpHeader Check(BmpHeader header)
    {
        if (header.Width <= 0 || header.Height <= 0)
            throw new ImageDecodeException(ImageDecodeFailure.Corrupt, $"BMP: impossible size {header.Width}x{header.Height}");
        if (header.BitsPerPixel <= 8 && header.Palette.Count == 0)
            throw new ImageDecodeException(ImageDecodeFailure.Corrupt, "BMP: the palette is missing");
        return header;
    }

    private static ImageDecodeException Unsupported(int bits, int compression) =>
        new(ImageDecodeFailure.UnsupportedFormat, $"BMP with {bits} bits per pixel and compression {compression} is not decoded");
}
