namespace TransferLab.Reports.Svg;

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
