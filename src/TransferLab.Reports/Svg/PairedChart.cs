namespace TransferLab.Reports.Svg;

/// <summary>Rows of dots, those that belong together joined by lines, with mean and interval of each row. Names stand above their rows, so that they may be
/// long.</summary>
internal sealed record PairedChart
{
    private const double Width = 440;
    private const double Left = 16;
    private const double Right = 424;
    private const double Top = 4;
    private const double RowHeight = 46;
    private const int LongestName = 54;

    /// <summary>The caption.</summary>
    public required string Title { get; init; }
    /// <summary>What it shows, for those who do not see it.</summary>
    public required string Description { get; init; }
    /// <summary>The rows, from the top.</summary>
    public required IReadOnlyList<PairedRow> Rows { get; init; }
    /// <summary>What belongs together.</summary>
    public required IReadOnlyList<PairedLine> Lines { get; init; }

    public void Write(HtmlWriter html)
    {
        var values = Lines.SelectMany(l => l.Values).OfType<double>().Concat(Rows.SelectMany(r => (double[])[r.Mean - Half(r), r.Mean + Half(r)]));
        var x = ChartScale.Linear(values.Select(v => v * 100), Left, Right, floor: 0, ceiling: 100);
        var bottom = Top + Rows.Count * RowHeight + 4;
        SvgDrawing.Figure(html, Title, Description, Width, bottom + 26, () =>
        {
            foreach (var (value, text) in x.Ticks)
            {
                SvgDrawing.Line(html, x.At(value), Top, x.At(value), bottom, "grid");
                SvgDrawing.Text(html, x.At(value), bottom + 17, text, "middle");
            }
            SvgDrawing.Line(html, Left, bottom, Right, bottom, "axis");
            for (var i = 0; i < Lines.Count; i++)
                DrawLine(html, Lines[i], i, x);
            for (var r = 0; r < Rows.Count; r++)
                DrawRow(html, r, x);
        }, [.. Lines.Select(l => l.Name)], isWide: true);
    }

    private static double Half(PairedRow row) => row.HalfWidth is { } h && double.IsFinite(h) ? h : 0;

    private static double At(int row) => Top + row * RowHeight + 32;

    // Equal values of several lines lie below one another, not upon one another.
    private double At(int row, int line) => At(row) + (line - (Lines.Count - 1) / 2.0) * Math.Min(5, 14.0 / Lines.Count);

    private void DrawLine(HtmlWriter html, PairedLine line, int index, ChartScale x)
    {
        var path = new StringBuilder();
        for (var r = 0; r < line.Values.Count; r++)
            if (line.Values[r] is { } value)
                path.Append(path.Length == 0 ? 'M' : 'L').Append(SvgDrawing.Number(x.At(value * 100))).Append(' ').Append(SvgDrawing.Number(At(r, index)));
        if (line.Values.Count > 1 && path.Length > 0)
            html.Empty("path", ("d", path.ToString()), ("class", "curve thin " + SvgDrawing.CurveStyle(index)));
    }

    private void DrawRow(HtmlWriter html, int r, ChartScale x)
    {
        var row = Rows[r];
        SvgDrawing.Text(html, Left, At(r) - 15, SvgDrawing.Shortened(row.Name, LongestName), "start", "halo name");
        var (low, high) = (Math.Max(0, row.Mean - Half(row)), Math.Min(1, row.Mean + Half(row)));
        if (Half(row) > 0)
            SvgDrawing.Line(html, x.At(low * 100), At(r), x.At(high * 100), At(r), "interval");
        SvgDrawing.Line(html, x.At(row.Mean * 100), At(r) - 8, x.At(row.Mean * 100), At(r) + 8, "mean");
        for (var i = 0; i < Lines.Count; i++)
            if (Lines[i].Values[r] is { } value)
                SvgDrawing.Dot(html, x.At(value * 100), At(r, i), 4, "dot " + SvgDrawing.CurveStyle(i),
                    $"{row.Name}, {Lines[i].Name}: {Figures.Percent(value)}");
    }
}

/// <summary>A row of a <see cref="PairedChart"/>.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Mean">Mean of its values, 0 to 1.</param>
/// <param name="HalfWidth">The interval is mean ± this; null for none.</param>
internal sealed record PairedRow(string Name, double Mean, double? HalfWidth);

/// <summary>Values that belong together, one per row of a <see cref="PairedChart"/>.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Values">0 to 1; null where there is none.</param>
internal sealed record PairedLine(string Name, IReadOnlyList<double?> Values);
