namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// Lays a heat map over the picture it explains. The picture is shown in grey, so that every colour means heat; what the network did not see of it is darker
/// and has no colour.
/// </summary>
public static class HeatMapOverlay
{
    /// <summary>Longest side of a picture drawn from a file, in pixels; larger ones are made smaller.</summary>
    public const int LongestSide = 1024;

    private const float Heat = 0.6f;
    private const float Unseen = 0.45f;

    /// <summary>Draws the heat map over the file it was made from.</summary>
    /// <param name="encoded">The content of the image file.</param>
    /// <param name="explanation">The explanation of that picture.</param>
    /// <param name="maxPixels">Largest width × height that is decoded; null for the decoder's default of 100 million.</param>
    /// <returns>A PNG file, upright, with the proportions of the picture.</returns>
    /// <exception cref="ImageDecodeException">The bytes are no image that can be used.</exception>
    public static byte[] Png(ReadOnlySpan<byte> encoded, ImageExplanation explanation, long? maxPixels = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var options = new DecodeOptions { ShrinkToAtLeast = LongestSide };
        using var image = ImageDecoder.Decode(encoded, maxPixels is { } limit ? options with { MaxPixels = limit } : options);
        return Png(image, explanation);
    }

    internal static byte[] Png(RgbImage image, ImageExplanation explanation)
    {
        var scale = Math.Min(1, LongestSide / (double)Math.Max(image.Width, image.Height));
        using var picture = RgbImage.Create(Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
        ImageResizer.Resize(image, ImageRegion.Whole(image), picture.Pixels, picture.Width, picture.Height);
        Draw(picture, explanation);
        return picture.EncodePng();
    }

    /// <summary>Draws the heat map onto a picture, in place.</summary>
    /// <param name="picture">The picture that was explained, at any size.</param>
    /// <param name="explanation">Its explanation.</param>
    public static void Draw(RgbImage picture, ImageExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(explanation);
        var (map, region) = (explanation.Map, explanation.Region);
        var pixels = picture.Pixels;
        for (var y = 0; y < picture.Height; y++)
        {
            var v = (((y + 0.5) / picture.Height) - region.Y) / region.Height;
            for (var x = 0; x < picture.Width; x++)
            {
                var u = (((x + 0.5) / picture.Width) - region.X) / region.Width;
                var pixel = pixels.Slice(((y * picture.Width) + x) * 3, 3);
                // ITU-R BT.601, as everywhere here.
                var grey = (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
                if (u is >= 0 and <= 1 && v is >= 0 and <= 1)
                {
                    var (r, g, b) = HeatColors.Of(map.Sample(u, v));
                    (pixel[0], pixel[1], pixel[2]) = (Mix(grey, r), Mix(grey, g), Mix(grey, b));
                }
                else
                    pixel.Fill((byte)MathF.Round(grey * Unseen));
            }
        }
    }

    private static byte Mix(float grey, byte color) => (byte)MathF.Round(((1 - Heat) * grey) + (Heat * color));
}
