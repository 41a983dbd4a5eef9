namespace TransferLab.Reports.Svg;

/// <summary>Puts labels near their points, where they cover neither each other nor points or error bars.</summary>
internal static class LabelPlacement
{
    private const double LineHeight = 16;
    private const double Gap = 8;
    private const double DotRadius = 6;

    // What it costs to cover anything at all: more than the longest leader. A bar can be told from what is left of it, a point or a label cannot.
    private const double CoveredBar = 400;
    private const double Covered = 4000;

    // Wide enough for most letters of the font; ideographs are twice as wide.
    private const double LetterWidth = 7.2;

    private static readonly double[] s_shifts = [.. Enumerable.Range(0, 33).SelectMany(i => (double[])[-i * 8, i * 8])];

    /// <summary>Places the labels, one after the other, each where it costs least.</summary>
    public static IReadOnlyList<PlacedLabel> Place(Box frame, IReadOnlyList<LabelAnchor> anchors)
    {
        List<(Box Box, double Cost)> taken = [];
        foreach (var a in anchors)
        {
            taken.Add((new(a.X - DotRadius, a.Y - DotRadius, a.X + DotRadius, a.Y + DotRadius), Covered));
            taken.Add((new(a.X - 2, a.BarTop, a.X + 2, a.BarBottom), CoveredBar));
        }
        var placed = new PlacedLabel[anchors.Count];
        // The longest have the least choice.
        foreach (var i in Enumerable.Range(0, anchors.Count).OrderByDescending(i => Width(anchors[i].Text)).ThenBy(i => i))
        {
            placed[i] = Candidates(frame, anchors[i]).MinBy(c => Cost(c, frame, taken))!;
            taken.Add((placed[i].Box, Covered));
        }
        return placed;
    }

    private static double Width(string text) => text.Sum(c => c >= 0x2E80 ? 2 * LetterWidth : LetterWidth);

    private static double Cost(PlacedLabel label, Box frame, List<(Box Box, double Cost)> taken) =>
        taken.Sum(t => label.Box.Overlap(t.Box) is > 1e-6 and var area ? t.Cost + area * 10 : 0)
        + (label.Box.Outside(frame) is > 1e-6 and var outside ? Covered + outside * 500 : 0) + Distance(label);

    // Beside the point is best, at an end of its bar nearly as good; anything else needs a leader, and the shorter the better.
    private static double Distance(PlacedLabel label)
    {
        var (box, a) = (label.Box, label.Anchor);
        if (label.Leader is not null)
            return 40 + Math.Abs((box.Top + box.Bottom) / 2 - a.Y) + Math.Max(0, Math.Max(box.Left - a.X, a.X - box.Right)) * 0.5;
        return box.Left >= a.X || box.Right <= a.X
            ? Math.Abs((box.Top + box.Bottom) / 2 - a.Y)
            : 12 + Math.Min(Math.Abs(a.BarTop - box.Bottom), Math.Abs(box.Top - a.BarBottom));
    }

    private static IEnumerable<PlacedLabel> Candidates(Box frame, LabelAnchor a)
    {
        var width = Width(a.Text);
        foreach (var shift in (double[])[0, -6, 6, -12, 12])
            foreach (var left in (double[])[a.X + Gap, a.X - Gap - width])
                yield return new(a, At(left, a.Y + shift), null);
        foreach (var share in (double[])[0.5, 0.25, 0.75, 0.08, 0.92])
        {
            yield return new(a, At(a.X - width * share, Math.Min(a.BarTop, a.Y - DotRadius) - LineHeight / 2 - 1), null);
            yield return new(a, At(a.X - width * share, Math.Max(a.BarBottom, a.Y + DotRadius) + LineHeight / 2 + 1), null);
        }
        foreach (var shift in s_shifts)
            foreach (var left in (double[])[a.X + 24, a.X + 60, a.X - 24 - width, a.X - 60 - width, a.X - width / 2, frame.Right - width, frame.Left])
            {
                var box = At(left, a.Y + shift);
                yield return new(a, box, (Math.Clamp(a.X, box.Left, box.Right), Math.Clamp(a.Y, box.Top, box.Bottom)));
            }

        Box At(double left, double middle) => new(left, middle - LineHeight / 2, left + width, middle + LineHeight / 2);
    }
}

/// <summary>A point that wants a label.</summary>
/// <param name="Text">The label.</param>
/// <param name="X">Place of the point.</param>
/// <param name="Y">Place of the point.</param>
/// <param name="BarTop">Upper end of its error bar.</param>
/// <param name="BarBottom">Lower end of its error bar.</param>
internal sealed record LabelAnchor(string Text, double X, double Y, double BarTop, double BarBottom);

/// <summary>A label with its place.</summary>
/// <param name="Anchor">The point it belongs to.</param>
/// <param name="Box">Where the text lies.</param>
/// <param name="Leader">Where a line from the point ends; null where the label is next to it.</param>
internal sealed record PlacedLabel(LabelAnchor Anchor, Box Box, (double X, double Y)? Leader);

/// <summary>A rectangle of a drawing; Y grows downwards.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Area that two rectangles share.</summary>
    public double Overlap(Box other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

    /// <summary>How far it sticks out of another one, over all sides.</summary>
    public double Outside(Box frame) =>
        Math.Max(0, frame.Left - Left) + Math.Max(0, Right - frame.Right) + Math.Max(0, frame.Top - Top) + Math.Max(0, Bottom - frame.Bottom);
}
