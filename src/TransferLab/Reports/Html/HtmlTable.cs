namespace TransferLab.Reports.Html;

/// <summary>A table in a box of its own, which scrolls where the screen is narrow. The first column names the row.</summary>
internal sealed class HtmlTable(string caption, params IReadOnlyList<HtmlColumn> columns)
{
    private readonly List<IReadOnlyList<HtmlCell>> _rows = [];

    /// <summary>Adds a row of one cell per column.</summary>
    public void Add(params IReadOnlyList<HtmlCell> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, columns.Count);
        _rows.Add(cells);
    }

    public void Write(HtmlWriter html)
    {
        // A box that scrolls must be reachable by keyboard, and then needs a name.
        using (html.Open("div", ("class", "box"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)))
        using (html.Line().Open("table"))
        {
            html.Line().Element("caption", caption);
            using (html.Open("thead"))
            using (html.Open("tr"))
                foreach (var column in columns)
                    html.Element("th", column.Name, ("scope", "col"), ("class", column.IsNumber ? "number" : "text"));
            using (html.Line().Open("tbody"))
                foreach (var row in _rows)
                    using (html.Line().Open("tr"))
                        for (var i = 0; i < row.Count; i++)
                            WriteCell(html, row[i], i);
        }
        html.Line();
    }

    private void WriteCell(HtmlWriter html, HtmlCell cell, int column)
    {
        var style = (columns[column].IsNumber ? "number" : "text") + (cell.IsStrong ? " strong" : "");
        using (column == 0 ? html.Open("th", ("scope", "row"), ("class", style)) : html.Open("td", ("class", style)))
            if (cell.Link is { } link)
                html.Element("a", cell.Text, ("href", link));
            else
                html.Text(cell.Text);
    }
}
