namespace TransferLab.Pictures;

/// <summary>The one way from an image file to pixels of the model's input size. Training, evaluation, prediction and
/// the host all come through here, so what the model sees in production is what it was trained on.</summary>
internal static class ImageReader
{
    /// <summary>Decodes an image for a geometry: upright, sRGB, and no larger than the later resize can use.</summary>
    /// <param name="bytes">The content of an image file.</param>
    /// <param name="geometry">The model's input size and resize rule.</param>
    /// <param name="maxPixels">Largest width × height that is decoded; null for the decoder's default of 100 million.</param>
    /// <param name="shownSide">Pixels that the shorter side keeps, where there are as many, for people to look at; 0 where nobody does.</param>
    /// <exception cref="ImageDecodeException">The bytes are no image that can be used.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, ImageGeometry geometry, long? maxPixels = null, int shownSide = 0)
    {
        var options = new DecodeOptions { ShrinkToAtLeast = Math.Max(SideFor(geometry), shownSide) };
        return ImageDecoder.Decode(bytes, maxPixels is { } limit ? options with { MaxPixels = limit } : options);
    }

    /// <summary>
    /// A picture that was decoded larger, for people to look at, as it would have been decoded for the geometry alone; null where it has that size already.
    /// </summary>
    /// <param name="shown">The picture.</param>
    /// <param name="bytes">The content of its file.</param>
    /// <param name="geometry">The model's input size and resize rule.</param>
    /// <param name="maxPixels">As it was decoded with.</param>
    /// <param name="shownSide">As it was decoded with.</param>
    public static RgbImage? Reduced(RgbImage shown, ReadOnlySpan<byte> bytes, ImageGeometry geometry, long? maxPixels, int shownSide)
    {
        var options = DecodeOptions.Default;
        var file = ImageDecoder.ReadInfo(bytes, maxPixels is { } limit ? options with { MaxPixels = limit } : options);
        var factor = file.ShrinkTo(SideFor(geometry)) / file.ShrinkTo(Math.Max(SideFor(geometry), shownSide));
        return factor > 1 ? ImageResizer.Reduce(shown, factor) : null;
    }

    /// <summary>Reads a file and writes the model's input, uint8 [H,W,3].</summary>
    /// <exception cref="ImageDecodeException">The file is no image that can be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Read(string path, ImageGeometry geometry, Span<byte> pixels) => Read(File.ReadAllBytes(path), geometry, pixels);

    /// <summary>Decodes an image and writes the model's input, uint8 [H,W,3].</summary>
    /// <param name="bytes">The content of an image file.</param>
    /// <param name="geometry">The model's input size and resize rule.</param>
    /// <param name="pixels">Where the input goes.</param>
    /// <param name="maxPixels">Largest width × height that is decoded; null for the decoder's default of 100 million.</param>
    /// <exception cref="ImageDecodeException">The bytes are no image that can be used.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, ImageGeometry geometry, Span<byte> pixels, long? maxPixels = null)
    {
        using var image = Decode(bytes, geometry, maxPixels);
        ImageResizer.Fit(image, geometry, pixels);
    }

    /// <summary>A text that names every choice between file and pixels, for cache keys.</summary>
    public static string Describe(ImageGeometry geometry) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"decode-1 {geometry.Width}x{geometry.Height} {geometry.Mode} {geometry.CoverScale:R} {geometry.Interpolation}");

    // The decoder may halve a large photograph as long as the antialiased resize still has something to do.
    private static int SideFor(ImageGeometry geometry) =>
        (int)Math.Ceiling(Math.Max(geometry.Width, geometry.Height) * (geometry.Mode == ResizeMode.Crop ? geometry.CoverScale : 1));
}
