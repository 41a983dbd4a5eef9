namespace TransferLab.Reports.Html;

/// <summary>The frame of every page: nothing is loaded from anywhere, and nothing runs.</summary>
internal static class HtmlPage
{
    // Pictures are data: addresses and the style sheet is in the page; everything else the browser refuses.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static readonly Lazy<string> s_style = new(ReadStyle);

    public static string Write(string title, Action<HtmlWriter> body)
    {
        var html = new HtmlWriter();
        using (html.Open("html", ("lang", "en")))
        {
            using (html.Line().Open("head"))
            {
                html.Line().Empty("meta", ("charset", "utf-8")).Line();
                html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy)).Line();
                html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line();
                html.Empty("meta", ("name", "color-scheme"), ("content", "light dark")).Line();
                html.Element("title", title);
                html.StyleSheet(s_style.Value);
            }
            using (html.Line().Open("body"))
            using (html.Line().Open("main"))
                body(html);
        }
        return html.Line().ToString();
    }

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("TransferLab.report.css")!);
        return reader.ReadToEnd();
    }
}
