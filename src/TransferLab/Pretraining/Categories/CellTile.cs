using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>Cellular noise (Worley 1996) tabulated once on a torus of 32 × 32 cells: distances to the nearest and second nearest of scattered points, and which is nearest.</summary>
internal sealed class CellTile
{
    private const int Cells = 32, PerCell = 12, Side = Cells * PerCell;
    private readonly float[] _nearest = new float[Side * Side];
    private readonly float[] _gap = new float[Side * Side];
    private readonly float[] _owner = new float[Side * Side];

    private CellTile(ulong key, float scatter, int metric)
    {
        var random = new CounterRandom(key);
        var points = new (float X, float Y, float Owner)[Cells * Cells];
        for (var i = 0; i < points.Length; i++)
            points[i] = (0.5f + scatter * (random.NextSingle() - 0.5f), 0.5f + scatter * (random.NextSingle() - 0.5f), random.NextSingle());
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                float u = (x + 0.5f) / PerCell, v = (y + 0.5f) / PerCell, first = 9, second = 9, owner = 0;
                for (var i = -1; i <= 1; i++)
                    for (var j = -1; j <= 1; j++)
                    {
                        int column = x / PerCell + j, row = y / PerCell + i;
                        var point = points[(row + Cells) % Cells * Cells + (column + Cells) % Cells];
                        float dx = MathF.Abs(column + point.X - u), dy = MathF.Abs(row + point.Y - v);
                        var distance = metric switch { 0 => MathF.Sqrt(dx * dx + dy * dy), 1 => 0.8f * (dx + dy), _ => MathF.Max(dx, dy) };
                        if (distance < first)
                            (second, first, owner) = (first, distance, point.Owner);
                        else if (distance < second)
                            second = distance;
                    }
                _nearest[y * Side + x] = first;
                _gap[y * Side + x] = second - first;
                _owner[y * Side + x] = owner;
            }
    }

    /// <summary>Tiles that differ in scatter of the points and in the metric: round, regular, diamond and square cells.</summary>
    public static IReadOnlyList<CellTile> All { get; } = [new(1, 1, 0), new(2, 0.45f, 0), new(3, 0.9f, 1), new(4, 0.8f, 2)];

    /// <summary>Looks a point up.</summary>
    /// <param name="x">In cells.</param>
    /// <param name="y">In cells.</param>
    /// <param name="nearest">Distance to the nearest point, 0 … about 1.</param>
    /// <param name="gap">How much farther the second nearest is; 0 on the border between two cells.</param>
    /// <param name="owner">A number in 0 … 1 for the nearest point.</param>
    public void Sample(float x, float y, out float nearest, out float gap, out float owner)
    {
        x -= Cells * MathF.Floor(x * (1f / Cells));
        y -= Cells * MathF.Floor(y * (1f / Cells));
        x *= PerCell;
        y *= PerCell;
        int left = Math.Min((int)x, Side - 1), above = Math.Min((int)y, Side - 1);
        float partX = x - left, partY = y - above;
        int right = left + 1 == Side ? 0 : left + 1, below = above + 1 == Side ? 0 : above + 1;
        int a = above * Side + left, b = above * Side + right, c = below * Side + left, d = below * Side + right;
        nearest = Blend(_nearest[a], _nearest[b], _nearest[c], _nearest[d], partX, partY);
        gap = Blend(_gap[a], _gap[b], _gap[c], _gap[d], partX, partY);
        owner = _owner[partX < 0.5f ? partY < 0.5f ? a : c : partY < 0.5f ? b : d];
    }

    private static float Blend(float a, float b, float c, float d, float x, float y)
    {
        var upper = a + (b - a) * x;
        return upper + (c + (d - c) * x - upper) * y;
    }
}
