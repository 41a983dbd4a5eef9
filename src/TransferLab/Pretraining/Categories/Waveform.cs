namespace TransferLab.Pretraining.Categories;

/// <summary>The cosine from a table, and the small periodic functions that patterns are made of.</summary>
internal static class Waveform
{
    private const int Steps = 4096;
    private static readonly float[] s_cosines = MakeCosines();

    /// <summary>The cosine of a number of turns (1 is a full circle), to about 1e-3; up to ±500,000 turns.</summary>
    public static float Cosine(float turns) => s_cosines[(int)MathF.Floor(turns * Steps) & (Steps - 1)];

    /// <summary>The part after the point, 0 … 1, of negative numbers too.</summary>
    public static float Fraction(float value) => value - MathF.Floor(value);

    /// <summary>A ramp from 0 to 1 about 0, as wide as given.</summary>
    public static float Edge(float distance, float width) => Math.Clamp(distance / width + 0.5f, 0, 1);

    /// <summary>A number in 0 … 1 for a cell of a grid.</summary>
    public static float CellHash(int x, int y, uint salt)
    {
        var hash = (uint)x * 0x9E3779B1 ^ (uint)y * 0x85EBCA77 ^ salt;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39;
        return ((hash ^ (hash >> 15)) >> 8) * (1f / (1 << 24));
    }

    private static float[] MakeCosines()
    {
        var table = new float[Steps];
        for (var i = 0; i < Steps; i++)
            table[i] = (float)Math.Cos((i + 0.5) * 2 * Math.PI / Steps);
        return table;
    }
}
