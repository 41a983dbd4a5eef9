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
