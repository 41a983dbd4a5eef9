using TransferLab.Reports.Svg;

namespace TransferLab.Reports.Tests.Svg;

public sealed class LabelPlacementTests
{
    private static readonly Box s_frame = new(50, 10, 430, 290);

    [Fact]
    public void Labels_cover_neither_each_other_nor_points_nor_leave_the_frame()
    {
        var random = new Random(8);
        for (var round = 0; round < 200; round++)
        {
            LabelAnchor[] anchors = [.. Enumerable.Range(0, random.Next(1, 8)).Select(i => Anchor(new string('x', random.Next(3, 30)), 60 + random.NextDouble() * 360, 30 + random.NextDouble() * 240))];
            Check(anchors);
        }
    }

    [Fact]
    public void Points_in_one_place_get_labels_in_several() => Check([.. Enumerable.Range(0, 7).Select(i => Anchor($"strategy number {i}", 400, 40))]);

    private static LabelAnchor Anchor(string text, double x, double y) => new(text, x, y, y - 15, y + 15);

    private static void Check(LabelAnchor[] anchors)
    {
        var placed = LabelPlacement.Place(s_frame, anchors);
        Assert.Equal(anchors, placed.Select(p => p.Anchor));
        for (var i = 0; i < placed.Count; i++)
        {
            Assert.Equal(0, placed[i].Box.Outside(s_frame), 1e-6);
            Assert.All(anchors, a => Assert.Equal(0, placed[i].Box.Overlap(new(a.X - 4, a.Y - 4, a.X + 4, a.Y + 4)), 1e-6));
            for (var j = 0; j < i; j++)
                Assert.Equal(0, placed[i].Box.Overlap(placed[j].Box), 1e-6);
        }
    }
}
