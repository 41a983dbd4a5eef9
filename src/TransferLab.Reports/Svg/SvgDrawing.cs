namespace TransferLab.Reports.Svg;

/// <summary>A figure with caption and a drawing in it, and the shapes charts are made of. Coordinates are in units of the drawing, colours come from the style
/// sheet.</summary>
internal static class SvgDrawing
{
    /// <summary>Colours and dashes there are for curves, see the style sheet.</summary>
    public const int Styles = 8;

    /// <summary>Writes a figure.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="title">The caption, also the drawing's name for those who do not see it.</param>
    /// <param name="description">What it shows, in a sentence or two.</param>
    /// <param name="width">Width of the drawing, in its units.</param>
    /// <param name="height">Height of the drawing.</param>
    /// <param name="draw">Draws it.</param>
    /// <param name="legend">Names of the curves, in their order; null for none.</param>
    /// <param name="isWide">Whether it takes the whole width of the page.</param>
    public static void Figure(HtmlWriter html, string title, string description, double width, double height, Action draw, IReadOnlyList<string>? legend = null,
        bool isWide = false)
    {
        var (titleId, descriptionId) = (html.NextId(), html.NextId());
        using (html.Open("figure", ("class", isWide ? "chart wide" : "chart")))
        {
            html.Element("figcaption", title);
            using (html.Open("svg", ("viewBox", $"0 0 {Number(width)} {Number(height)}"), ("role", "img"), ("aria-labelledby", $"{titleId} {descriptionId}")))
            {
                html.Element("title", title, ("id", titleId));
                html.Element("desc", description, ("id", descriptionId));
                draw();
            }
            html.Line();
            if (legend is not null)
                Legend(html, legend);
        }
        html.Line();
    }

    public static void Line(HtmlWriter html, double x1, double y1, double x2, double y2, string style) =>
        html.Empty("line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("class", style));

    /// <param name="html">Where to.</param>
    /// <param name="x">Place of the anchor.</param>
    /// <param name="y">Place of the base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">Class; empty for none.</param>
    public static void Text(HtmlWriter html, double x, double y, string text, string anchor = "start", string style = "")
    {
        using (html.Open("text", ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor), ("class", style)))
            html.Text(text);
    }

    public static void Dot(HtmlWriter html, double x, double y, double radius, string style, string title)
    {
        using (html.Open("circle", ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)), ("class", style)))
            html.Element("title", title);
    }

    /// <summary>The text; where it is longer than some characters, its beginning and, since long names differ at their ends, more of its end.</summary>
    public static string Shortened(string text, int most)
    {
        var letters = new StringInfo(text);
        var length = letters.LengthInTextElements;
        if (length <= most)
            return text;
        var head = most / 3;
        return letters.SubstringByTextElements(0, head) + "…" + letters.SubstringByTextElements(length - (most - 1 - head));
    }

    public static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Class of the n-th curve.</summary>
    public static string CurveStyle(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index % Styles} d{index / Styles % 4}");

    private static void Legend(HtmlWriter html, IReadOnlyList<string> names)
    {
        using (html.Open("ul", ("class", "legend")))
            for (var i = 0; i < names.Count; i++)
                using (html.Open("li"))
                {
                    using (html.Open("svg", ("viewBox", "0 0 24 8"), ("class", "swatch"), ("aria-hidden", "true")))
                        Line(html, 0, 4, 24, 4, "curve " + CurveStyle(i));
                    html.Text(names[i]);
                }
    }
}
