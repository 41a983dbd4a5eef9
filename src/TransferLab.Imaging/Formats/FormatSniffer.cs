using System.Buffers.Binary;
using System.Text;

namespace TransferLab.Imaging.Formats;

/// <summary>Tells formats by their first bytes, and the usual things that are no images by what they say.</summary>
internal static class FormatSniffer
{
    private const int TextToLookAt = 512;

    internal static ImageFormat Sniff(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ImageFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return ImageFormat.Png;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return ImageFormat.Gif;
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8))
            return ImageFormat.WebP;
        if (bytes.StartsWith("BM"u8) && bytes.Length >= 18 && BmpHeader.IsKnownHeaderSize(BinaryPrimitives.ReadInt32LittleEndian(bytes[14..])))
            return ImageFormat.Bmp;
        if (bytes.Length >= 8 && (bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0]) || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 42])
                                  || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 43, 0]) || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 43])))
            return ImageFormat.Tiff;
        return bytes.Length >= 12 && bytes[4..].StartsWith("ftyp"u8) ? SniffHeif(bytes) : ImageFormat.Unknown;
    }

    /// <summary>The exception for content that is none of the formats.</summary>
    internal static ImageDecodeException Refuse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return new ImageDecodeException(ImageDecodeFailure.Empty, "the file is empty");
        if (bytes.StartsWith("version https://git-lfs."u8))
            return new ImageDecodeException(
                ImageDecodeFailure.GitLfsPointer, "this is a Git LFS pointer, not the image itself: run 'git lfs pull' where the data set was cloned");

        var start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, TextToLookAt)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (start.StartsWith('<'))
        {
            if (start.Contains("<html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase))
                return new ImageDecodeException(ImageDecodeFailure.Html, "this is a web page (HTML), probably a failed download");
            if (start.Contains("<svg", StringComparison.OrdinalIgnoreCase))
                return new ImageDecodeException(ImageDecodeFailure.UnsupportedFormat, "SVG drawings are not decoded: convert it to PNG");
        }
        if (start.StartsWith("%PDF", StringComparison.Ordinal))
            return new ImageDecodeException(ImageDecodeFailure.UnsupportedFormat, "PDF documents are not decoded: convert it to PNG");
        return new ImageDecodeException(
            ImageDecodeFailure.NotAnImage,
            $"not an image in a known format (JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF); the first bytes are {Convert.ToHexString(bytes[..Math.Min(bytes.Length, 8)])}");
    }

    private static ImageFormat SniffHeif(ReadOnlySpan<byte> bytes)
    {
        // The major brand, a version and then the compatible brands, four bytes each.
        var length = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)Math.Min(bytes.Length, 256));
        var heif = false;
        for (var at = 8; at + 4 <= length; at += 4)
        {
            var brand = bytes.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return ImageFormat.Avif;
            heif |= brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        }
        return heif ? ImageFormat.Heic : ImageFormat.Unknown;
    }
}
