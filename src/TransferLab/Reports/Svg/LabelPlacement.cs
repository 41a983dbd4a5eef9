namespace TransferLab.Reports.Svg;

/// <summary>Puts labels near their points, where they cover neither each other nor points or error bars.</summary>
internal static class LabelPlacement
{
    private const double LineHeight = 16;
    private const double Gap = 8;
    private const double DotRadius = 6;

    // What it costs to cover anything at all: more than the longest leader.
    private const double Covered = 400;

    // Wide enough for most letters of the font; ideographs are twice as wide.
    private const double LetterWidth = 7;

    /// <summary>Places the labels, one after the other, each where it costs least.</summary>
    /// <param name="frame">What they should not leave.</param>
    /// <param name="anchors">The points.</param>
    public static IReadOnlyList<PlacedLabel> Place(Box frame, IReadOnlyList<LabelAnchor> anchors)
    {
        List<Box> taken = [];
        foreach (var a in anchors)
        {
            taken.Add(new(a.X - DotRadius, a.Y - DotRadius, a.X + DotRadius, a.Y + DotRadius));
            taken.Add(new(a.X - 2, a.BarTop, a.X + 2, a.BarBottom));
        }
        var placed = new PlacedLabel[anchors.Count];
        // The longest have the least choice.
        foreach (var i in Enumerable.Range(0, anchors.Count).OrderByDescending(i => Width(anchors[i].Text)).ThenBy(i => i))
        {
            placed[i] = Candidates(frame, anchors[i]).MinBy(c => Cost(c, frame, taken))!;
            taken.Add(placed[i].Box);
        }
        return placed;
    }

    private static double Width(string text) => text.Sum(c => c >= 0x2E80 ? 2 * LetterWidth : LetterWidth);

    private static double Cost(PlacedLabel label, Box frame, List<Box> taken) =>
        taken.Sum(t => label.Box.Overlap(t) is > 0.01 and var area ? Covered + area * 10 : 0) + label.Box.Outside(frame) * 500 + (label.Leader is null ? 0 : 20)
        + Math.Abs((label.Box.Top + label.Box.Bottom) / 2 - label.Anchor.Y) + Math.Max(0, Math.Max(label.Box.Left - label.Anchor.X, label.Anchor.X - label.Box.Right)) * 0.5;

    private static IEnumerable<PlacedLabel> Candidates(Box frame, LabelAnchor a)
    {
        var width = Width(a.Text);
        foreach (var shift in (double[])[0, -8, 8, -14, 14, -20, 20, -28, 28, -36, 36, -48, 48, -60, 60, -76, 76, -92, 92, -110, 110, -130, 130, -150, 150, -170, 170, -200, 200, -230, 230])
            foreach (var distance in (double[])[Gap, 24, 48, 80])
                foreach (var left in (double[])[a.X + distance, a.X - distance - width, a.X - width / 2, frame.Right - width, frame.Left])
                {
                    var box = new Box(left, a.Y + shift - LineHeight / 2, left + width, a.Y + shift + LineHeight / 2);
                    var near = Math.Abs(shift) <= 14 && (left == a.X + Gap || left + width == a.X - Gap || Math.Abs(left - (a.X - Gap - width)) < 0.01);
                    var leader = (X: Math.Clamp(a.X, box.Left, box.Right), Y: Math.Clamp(a.Y, box.Top, box.Bottom));
                    yield return new(a, box, near ? null : leader);
                }
    }
}
