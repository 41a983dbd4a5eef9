using TransferLab.Imaging.Formats;

namespace TransferLab.Imaging;

/// <summary>Decodes JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF to upright 8-bit sRGB. The format is told from the content,
/// never from a name. Safe to call from any number of threads; the result does not depend on how many.</summary>
/// <remarks>EXIF orientation is applied. Grey and palette become RGB, 16 bits become 8 (rounded), transparent pixels are laid on
/// <see cref="DecodeOptions.Background"/>, of animations the first frame is taken. CMYK is converted by its embedded ICC profile,
/// or a standard one for coated paper. RGB with an embedded profile that is not sRGB is converted to sRGB (about one web photograph
/// in six has one, and the colours differ visibly); profiles of grey images and profiles that cannot be read are ignored.</remarks>
public static class ImageDecoder
{
    /// <summary>Decodes an image.</summary>
    /// <param name="bytes">The content of an image file.</param>
    /// <param name="options">Limits and choices; null for the defaults.</param>
    /// <returns>The picture, upright. The caller disposes it.</returns>
    /// <exception cref="ImageDecodeException">The content was refused; the exception says why.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        var format = Admit(bytes, options);
        return format == ImageFormat.Bmp ? BmpDecoder.Decode(bytes, options) : VipsDecoder.Decode(bytes, format, options);
    }

    /// <summary>Reads a file and decodes it.</summary>
    /// <param name="path">The file; its name and extension say nothing.</param>
    /// <param name="options">Limits and choices; null for the defaults.</param>
    /// <returns>The picture, upright. The caller disposes it.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be read or was refused; the message begins with its path.</exception>
    public static RgbImage Load(string path, DecodeOptions? options = null) =>
        WithFile(path, options ?? DecodeOptions.Default, static (bytes, options) => Decode(bytes, options));

    /// <summary>Reads size, orientation and format from the header only, without decoding pixels.</summary>
    /// <param name="bytes">The content of an image file.</param>
    /// <param name="options">Limits and choices; null for the defaults.</param>
    /// <exception cref="ImageDecodeException">The content was refused; the exception says why.</exception>
    public static ImageInfo ReadInfo(ReadOnlySpan<byte> bytes, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        var format = Admit(bytes, options);
        if (format != ImageFormat.Bmp)
            return VipsDecoder.ReadInfo(bytes, format, options);
        var header = BmpHeader.Read(bytes);
        return new ImageInfo(format, header.Width, header.Height, Orientation: 1, Frames: 1);
    }

    /// <summary>Reads size, orientation and format of a file.</summary>
    /// <param name="path">The file; its name and extension say nothing.</param>
    /// <param name="options">Limits and choices; null for the defaults.</param>
    /// <exception cref="ImageDecodeException">The file cannot be read or was refused; the message begins with its path.</exception>
    public static ImageInfo ReadInfo(string path, DecodeOptions? options = null) =>
        WithFile(path, options ?? DecodeOptions.Default, static (bytes, options) => ReadInfo(bytes, options));

    /// <summary>Refuses what can be refused by its first bytes.</summary>
    private static ImageFormat Admit(ReadOnlySpan<byte> bytes, DecodeOptions options)
    {
        options.Validate();
        if (bytes.Length > options.MaxBytes)
            throw TooManyBytes(bytes.Length, options);
        var format = FormatSniffer.Sniff(bytes);
        if (format == ImageFormat.Unknown)
            throw FormatSniffer.Refuse(bytes);
        if (format == ImageFormat.Heic)
            throw new ImageDecodeException(ImageDecodeFailure.UnsupportedFormat, "HEIC (HEVC) is not decoded: convert it to JPEG or AVIF");
        if (HeaderSize.TryRead(bytes, format, out var width, out var height))
            options.CheckPixels(width, height);
        return format;
    }

    private static T WithFile<T>(string path, DecodeOptions options, Func<ReadOnlySpan<byte>, DecodeOptions, T> use)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[]? content = null;
        try
        {
            int read;
            using (var file = File.OpenHandle(path, options: FileOptions.SequentialScan))
            {
                var length = RandomAccess.GetLength(file);
                if (length > Math.Min(options.MaxBytes, Array.MaxLength))
                    throw TooManyBytes(length, options);
                content = ArrayPool<byte>.Shared.Rent((int)length);
                for (read = 0; read < length;)
                {
                    var got = RandomAccess.Read(file, content.AsSpan(read, (int)length - read), read);
                    if (got == 0)
                        break;
                    read += got;
                }
            }
            return use(content.AsSpan(0, read), options);
        }
        catch (ImageDecodeException e)
        {
            throw new ImageDecodeException(e.Failure, $"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException)
        {
            throw new ImageDecodeException(ImageDecodeFailure.Unreadable, $"{path}: cannot be read ({e.Message})", e);
        }
        finally
        {
            if (content is not null)
                ArrayPool<byte>.Shared.Return(content);
        }
    }

    private static ImageDecodeException TooManyBytes(long length, DecodeOptions options) =>
        new(ImageDecodeFailure.TooLarge, $"the file has {length:N0} bytes, more than the limit of {options.MaxBytes:N0}");
}
