namespace TransferLab.Reports.Svg;

/// <summary>Named points with error bars over a logarithmic axis.</summary>
internal sealed record ScatterChart
{
    private const double Width = 440;
    private const double Height = 330;
    private const double Left = 52;
    private const double Right = 428;
    private const double Top = 14;
    private const double Bottom = 284;
    private const double CapWidth = 4;
    private const int LongestName = 28;

    /// <summary>The caption.</summary>
    public required string Title { get; init; }
    /// <summary>What it shows, for those who do not see it.</summary>
    public required string Description { get; init; }
    /// <summary>What X measures.</summary>
    public required string XLabel { get; init; }
    /// <summary>The points; those without a place on the axes are left out.</summary>
    public required IReadOnlyList<ScatterPoint> Points { get; init; }

    public void Write(HtmlWriter html)
    {
        var shown = Points.Where(p => p.X > 0 && double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
        // Some room at the sides, so that no point lies on the frame.
        var x = ChartScale.Logarithmic(shown.SelectMany(p => (double[])[p.X / 1.25, p.X * 1.25]), Left, Right);
        var y = ChartScale.Linear(shown.SelectMany(p => (double[])[p.Y - Half(p), p.Y + Half(p)]).Select(v => v * 100), Bottom, Top, floor: 0, ceiling: 100);
        var labels = LabelPlacement.Place(new(Left, Top, Right, Bottom),
            [.. shown.Select(p => new LabelAnchor(SvgDrawing.Shortened(p.Name, LongestName), x.At(p.X), y.At(p.Y * 100),
                y.At(Math.Clamp((p.Y + Half(p)) * 100, 0, 100)), y.At(Math.Clamp((p.Y - Half(p)) * 100, 0, 100))))]);
        SvgDrawing.Figure(html, Title, Description, Width, Height, () =>
        {
            LineChart.DrawAxes(html, x, y, XLabel, Left, Right, Top, Bottom);
            for (var i = 0; i < shown.Count; i++)
                DrawPoint(html, shown[i], i, x, y);
            foreach (var label in labels)
            {
                if (label.Leader is { } end)
                    SvgDrawing.Line(html, label.Anchor.X, label.Anchor.Y, end.X, end.Y, "leader");
                SvgDrawing.Text(html, label.Box.Left, label.Box.Bottom - 4, label.Anchor.Text, "start", "halo name");
            }
        }, isWide: true);
    }

    private static double Half(ScatterPoint p) => p.HalfWidth is { } h && double.IsFinite(h) ? h : 0;

    private static void DrawPoint(HtmlWriter html, ScatterPoint p, int index, ChartScale x, ChartScale y)
    {
        var (at, style) = (x.At(p.X), "bar " + SvgDrawing.CurveStyle(index));
        if (Half(p) > 0)
        {
            // Shares end at 0 and 1, whatever the arithmetic of intervals says.
            var (low, high) = (Math.Max(0, p.Y - Half(p)), Math.Min(1, p.Y + Half(p)));
            SvgDrawing.Line(html, at, y.At(low * 100), at, y.At(high * 100), style);
            foreach (var end in (double[])[low, high])
                SvgDrawing.Line(html, at - CapWidth, y.At(end * 100), at + CapWidth, y.At(end * 100), style);
        }
        SvgDrawing.Dot(html, at, y.At(p.Y * 100), 5, "dot " + SvgDrawing.CurveStyle(index), $"{p.Name}: {Figures.Percent(p.Y)} in {Figures.Time(p.X)}");
    }
}

/// <summary>A point with a name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="X">Above 0.</param>
/// <param name="Y">A share, 0 to 1.</param>
/// <param name="HalfWidth">The interval of Y is Y ± this; null for none.</param>
internal sealed record ScatterPoint(string Name, double X, double Y, double? HalfWidth);
