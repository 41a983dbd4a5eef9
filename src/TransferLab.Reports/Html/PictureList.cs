using TransferLab.Imaging;

namespace TransferLab.Reports.Html;

/// <summary>Pictures with words below them.</summary>
internal static class PictureList
{
    /// <param name="html">Where to.</param>
    /// <param name="pictures">File, what is in the picture for those who do not see it, first line (may be empty), further lines.</param>
    public static void Write(HtmlWriter html, IEnumerable<(string Path, string Alternative, string Headline, IReadOnlyList<string> Lines)> pictures)
    {
        using (html.Open("ul", ("class", "pictures")))
            foreach (var (path, alternative, headline, lines) in pictures)
                using (html.Line().Open("li"))
                {
                    if (Thumbnail.Of(path) is { } address)
                        html.Empty("img", ("src", address), ("alt", alternative));
                    else
                        html.Element("div", "picture not found", ("class", "absent"));
                    if (headline.Length > 0)
                        html.Element("strong", headline);
                    foreach (var line in lines)
                        html.Element("span", line);
                }
        html.Line();
    }
}

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
