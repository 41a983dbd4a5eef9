namespace TransferLab.Reports.Svg;

/// <summary>Curves over a common axis.</summary>
internal sealed record LineChart
{
    private const double Width = 440;
    private const double Height = 276;
    private const double Left = 56;
    private const double Right = 428;
    private const double Top = 22;
    private const double Bottom = 232;

    /// <summary>The caption.</summary>
    public required string Title { get; init; }
    /// <summary>What it shows, for those who do not see it.</summary>
    public required string Description { get; init; }
    /// <summary>What the X axis measures.</summary>
    public required string XLabel { get; init; }
    /// <summary>The curves.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }
    /// <summary>Whether X is logarithmic; else whole numbers are written on it.</summary>
    public bool LogX { get; init; }
    /// <summary>Whether X is a share: the axis is 0 to 1.</summary>
    public bool IsShareX { get; init; }
    /// <summary>Whether Y is logarithmic.</summary>
    public bool LogY { get; init; }
    /// <summary>Whether Y is a share: the axis does not leave 0 to 1.</summary>
    public bool IsShare { get; init; }
    /// <summary>Values Y must show beside those of the curves.</summary>
    public IReadOnlyList<double> AlsoY { get; init; } = [];
    /// <summary>A value of X to mark by a line; null for none.</summary>
    public double? Mark { get; init; }
    /// <summary>What is written at the mark.</summary>
    public string MarkText { get; init; } = "";

    public void Write(HtmlWriter html)
    {
        var series = Series.Select(s => s with { Points = s.Thinned() }).ToList();
        var xs = series.SelectMany(s => s.Points).Select(p => p.X);
        var ys = series.SelectMany(s => s.Points).Select(p => p.Y).Concat(AlsoY);
        var x = IsShareX
            ? ChartScale.Linear([0, 1], Left, Right)
            : LogX
            ? ChartScale.Logarithmic(xs, Left, Right)
            : ChartScale.Linear(xs, Left, Right, whole: true);
        var y = LogY
            ? ChartScale.Logarithmic(ys, Bottom, Top)
            : IsShare
            ? ChartScale.Linear(ys, Bottom, Top, floor: 0, ceiling: 1)
            : ChartScale.Linear(ys, Bottom, Top);
        SvgDrawing.Figure(html, Title, Description, Width, Height, () =>
        {
            DrawAxes(html, x, y, XLabel, Left, Right, Top, Bottom);
            if (Mark is { } mark && x.Holds(mark))
                DrawMark(html, x.At(mark));
            for (var i = 0; i < series.Count; i++)
                DrawCurve(html, series[i], i, x, y);
        }, [.. series.Select(s => s.Name)]);
    }

    /// <summary>Grid, numbers and the label below.</summary>
    internal static void DrawAxes(HtmlWriter html, ChartScale x, ChartScale y, string xLabel, double left, double right, double top, double bottom)
    {
        foreach (var (value, text) in y.Ticks)
        {
            SvgDrawing.Line(html, left, y.At(value), right, y.At(value), "grid");
            SvgDrawing.Text(html, left - 6, y.At(value) + 4, text, "end");
        }
        foreach (var (value, text) in x.Ticks)
        {
            SvgDrawing.Line(html, x.At(value), top, x.At(value), bottom, "grid");
            SvgDrawing.Text(html, x.At(value), bottom + 17, text, "middle");
        }
        SvgDrawing.Line(html, left, bottom, right, bottom, "axis");
        SvgDrawing.Text(html, (left + right) / 2, bottom + 37, xLabel, "middle", "label");
    }

    private void DrawMark(HtmlWriter html, double at)
    {
        SvgDrawing.Line(html, at, Top, at, Bottom, "mark");
        // Above the frame, where no curve passes.
        SvgDrawing.Text(html, Math.Clamp(at, Left + 16, Right - 16), Top - 7, MarkText, "middle", "name");
    }

    private static void DrawCurve(HtmlWriter html, ChartSeries series, int index, ChartScale x, ChartScale y)
    {
        var path = new StringBuilder();
        var pen = false;
        var drawn = new List<ChartPoint>();
        foreach (var p in series.Points)
        {
            if (!x.Holds(p.X) || !y.Holds(p.Y))
            {
                pen = false;
                continue;
            }
            path.Append(pen ? 'L' : 'M').Append(SvgDrawing.Number(x.At(p.X))).Append(' ').Append(SvgDrawing.Number(y.At(p.Y)));
            pen = true;
            drawn.Add(p);
        }
        if (drawn.Count > 1)
            html.Empty("path", ("d", path.ToString()), ("class", "curve " + SvgDrawing.CurveStyle(index)));
        // Few points are shown as such: one alone would not be seen at all.
        if (drawn.Count <= 20)
            foreach (var p in drawn)
                SvgDrawing.Dot(html, x.At(p.X), y.At(p.Y), 3, "dot " + SvgDrawing.CurveStyle(index),
                    $"{series.Name}: {Figures.Short(p.Y)} at {Figures.Short(p.X)}");
    }
}

/// <summary>A curve with its name; points with rising X. Points that the axes cannot show interrupt it.</summary>
internal sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    private const int MostPoints = 600;

    /// <summary>At most some hundred points that look the same: of each stretch its lowest and its highest.</summary>
    public IReadOnlyList<ChartPoint> Thinned()
    {
        if (Points.Count <= MostPoints)
            return Points;
        var thin = new List<ChartPoint>();
        const int stretches = MostPoints / 2;
        for (var s = 0; s < stretches; s++)
        {
            var (from, to) = ((int)((long)s * Points.Count / stretches), (int)((long)(s + 1) * Points.Count / stretches));
            var (low, high) = (from, from);
            for (var i = from; i < to; i++)
            {
                if (Points[i].Y < Points[low].Y)
                    low = i;
                // A gap must stay one.
                if (!(Points[i].Y <= Points[high].Y))
                    high = i;
            }
            thin.Add(Points[Math.Min(low, high)]);
            if (low != high)
                thin.Add(Points[Math.Max(low, high)]);
        }
        return thin;
    }
}

/// <summary>A point of a curve.</summary>
internal readonly record struct ChartPoint(double X, double Y);
