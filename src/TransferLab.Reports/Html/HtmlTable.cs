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
        var id = Caption(html, caption);
        using (OpenBox(html, id))
        using (html.Line().Open("table", ("aria-labelledby", id)))
        {
            using (html.Line().Open("thead"))
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

    /// <summary>Writes a caption: outside of the table, whose width would else be its own.</summary>
    /// <returns>Its id.</returns>
    internal static string Caption(HtmlWriter html, string caption)
    {
        var id = html.NextId();
        html.Element("p", caption, ("class", "soft"), ("id", id));
        return id;
    }

    /// <summary>A box that scrolls. It must be reachable by keyboard, and then needs a name.</summary>
    internal static HtmlWriter.Scope OpenBox(HtmlWriter html, string captionId) =>
        html.Open("div", ("class", "box"), ("tabindex", "0"), ("role", "region"), ("aria-labelledby", captionId));

    private void WriteCell(HtmlWriter html, HtmlCell cell, int column)
    {
        var style = (columns[column].IsNumber ? "number" : "text") + (cell.IsStrong ? " strong" : "");
        using (column == 0 ? html.Open("th", ("scope", "row"), ("class", style)) : html.Open("td", ("class", style)))
        {
            if (cell.Link is { } link)
                html.Element("a", cell.Text, ("href", link));
            else
                html.Text(cell.Text);
            if (cell.Note is { } note)
                html.Element("small", note);
        }
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Whether it holds numbers, which stand at the right.</param>
internal sealed record HtmlColumn(string Name, bool IsNumber = true);

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Link">A relative address it leads to; null for none.</param>
/// <param name="IsStrong">Whether it stands out.</param>
/// <param name="Note">Small print below; null for none.</param>
internal sealed record HtmlCell(string Text, string? Link = null, bool IsStrong = false, string? Note = null)
{
    public static implicit operator HtmlCell(string text) => new(text);
}
