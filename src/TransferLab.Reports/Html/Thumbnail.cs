using TransferLab.Imaging;

namespace TransferLab.Reports.Html;

/// <summary>Small pictures inside a page.</summary>
internal static class Thumbnail
{
    private const int Side = 160;
    private const int Quality = 72;

    /// <summary>The picture, at most 160 pixels a side, as an address that holds it; null where the file is no longer there or no picture.</summary>
    public static string? Of(string path)
    {
        try
        {
            using var image = ImageDecoder.Load(path, new DecodeOptions { ShrinkToAtLeast = Side });
            var scale = Math.Min(1, (double)Side / Math.Max(image.Width, image.Height));
            using var small = RgbImage.Create(Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
            ImageResizer.Resize(image, new ImageRegion(0, 0, image.Width, image.Height), small.Pixels, small.Width, small.Height);
            return "data:image/jpeg;base64," + Convert.ToBase64String(small.EncodeJpeg(Quality));
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }
}
