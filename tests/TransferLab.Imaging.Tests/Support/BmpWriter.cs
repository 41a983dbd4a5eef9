using System.Buffers.Binary;

namespace TransferLab.Imaging.Tests.Support;

/// <summary>Writes bitmaps from parts, so that every variety can be made.</summary>
internal static class BmpWriter
{
    public static byte[] Bmp24(RgbImage image)
    {
        var stride = (image.Width * 3 + 3) / 4 * 4;
        var pixels = new byte[stride * image.Height];
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                for (var c = 0; c < 3; c++)
                    pixels[(image.Height - 1 - y) * stride + x * 3 + c] = image.Row(y)[x * 3 + 2 - c];
        return Info(image.Width, image.Height, 24, 0, [], pixels);
    }

    /// <param name="extra">Masks and palette: what stands between the 40-byte header and the pixels.</param>
    public static byte[] Info(int width, int height, int bits, int compression, byte[] extra, byte[] pixels, int headerSize = 40)
    {
        var file = new byte[14 + headerSize + extra.Length + pixels.Length];
        "BM"u8.CopyTo(file);
        var header = file.AsSpan(14);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), file.Length - pixels.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header, headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], width);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], height);
        BinaryPrimitives.WriteInt16LittleEndian(header[12..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[14..], (short)bits);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], compression);
        extra.CopyTo(header[headerSize..]);
        pixels.CopyTo(file.AsSpan(file.Length - pixels.Length));
        return file;
    }

    public static byte[] Core(int width, int height, int bits, byte[] palette, byte[] pixels)
    {
        var file = new byte[26 + palette.Length + pixels.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 26 + palette.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 12);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(18), (short)width);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(24), (short)bits);
        palette.CopyTo(file, 26);
        pixels.CopyTo(file, 26 + palette.Length);
        return file;
    }
}
