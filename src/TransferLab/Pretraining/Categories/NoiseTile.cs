using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>Gradient noise (Perlin 1985) tabulated once on a torus of 32 × 32 cells. An octave of any orientation, frequency and stretch is then one bilinear look-up per pixel.</summary>
internal static class NoiseTile
{
    private const int Cells = 32, PerCell = 8, Side = Cells * PerCell;
    private static readonly float[] s_tile = Make();

    /// <summary>Noise of wavelength about 1, mean 0 and standard deviation 0.35, at a point.</summary>
    public static float Sample(float x, float y)
    {
        x *= PerCell;
        y *= PerCell;
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        float partX = x - floorX, partY = y - floorY;
        int left = (int)floorX & (Side - 1), right = (left + 1) & (Side - 1);
        int above = ((int)floorY & (Side - 1)) * Side, below = (above + Side) & (Side * Side - 1);
        var tile = s_tile;
        var upper = tile[above + left] + (tile[above + right] - tile[above + left]) * partX;
        var lower = tile[below + left] + (tile[below + right] - tile[below + left]) * partX;
        return upper + (lower - upper) * partY;
    }

    /// <summary>Adds an octave to a plane.</summary>
    /// <param name="plane">[size · size].</param>
    /// <param name="size">Pixels of a side.</param>
    /// <param name="frame">From pixels to wavelengths.</param>
    /// <param name="gain">Amplitude.</param>
    public static void Add(float[] plane, int size, in Frame frame, float gain)
    {
        for (var y = 0; y < size; y++)
        {
            float startX = frame.OriginX + y * frame.DownX, startY = frame.OriginY + y * frame.DownY;
            var row = plane.AsSpan(y * size, size);
            for (var x = 0; x < row.Length; x++)
                row[x] += gain * Sample(startX + x * frame.RightX, startY + x * frame.RightY);
        }
    }

    /// <summary>Adds octaves of doubling frequency to a plane, as far as pixels can show them; each lies at a place and an angle of its own.</summary>
    /// <param name="plane">[size · size].</param>
    /// <param name="size">Pixels of a side.</param>
    /// <param name="frame">From pixels to wavelengths of the first octave.</param>
    /// <param name="octaves">How many.</param>
    /// <param name="gain">Amplitude of an octave over that of the one before.</param>
    /// <param name="turn">Whether octaves are turned against each other; anisotropic noise must not be.</param>
    /// <param name="random">Places and angles.</param>
    public static void AddOctaves(float[] plane, int size, in Frame frame, int octaves, float gain, bool turn, ref CounterRandom random)
    {
        float amplitude = 1, scale = 1, power = 0;
        for (var i = 0; i < octaves; i++, amplitude *= gain)
            power += amplitude * amplitude;
        amplitude = 1 / MathF.Sqrt(power);
        for (var i = 0; i < octaves; i++, amplitude *= gain, scale *= 0.5f)
        {
            float x = random.NextSingle() * Cells, y = random.NextSingle() * Cells, angle = turn ? random.NextSingle() * MathF.Tau : 0;
            // Beyond this an octave is aliasing, not detail.
            if (i > 0 && frame.PixelSize > 0.45f * scale)
                break;
            Add(plane, size, frame.Child(x * scale, y * scale, angle, scale), amplitude);
        }
    }

    private static float[] Make()
    {
        var random = new CounterRandom(0x6E6F697365);
        var gradients = new (double X, double Y)[Cells * Cells];
        for (var i = 0; i < gradients.Length; i++)
        {
            var (sin, cos) = Math.SinCos(random.NextDouble() * 2 * Math.PI);
            gradients[i] = (cos, sin);
        }
        var tile = new float[Side * Side];
        var power = 0.0;
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                double u = (x % PerCell + 0.5) / PerCell, v = (y % PerCell + 0.5) / PerCell;
                int left = x / PerCell, right = (left + 1) % Cells, above = y / PerCell, below = (above + 1) % Cells;
                var upper = Mix(Dot(left, above, u, v), Dot(right, above, u - 1, v), Fade(u));
                var lower = Mix(Dot(left, below, u, v - 1), Dot(right, below, u - 1, v - 1), Fade(u));
                var noise = Mix(upper, lower, Fade(v));
                tile[y * Side + x] = (float)noise;
                power += noise * noise;
            }
        var scale = (float)(0.35 / Math.Sqrt(power / tile.Length));
        for (var i = 0; i < tile.Length; i++)
            tile[i] *= scale;
        return tile;

        double Dot(int x, int y, double u, double v) => gradients[y * Cells + x].X * u + gradients[y * Cells + x].Y * v;
    }

    private static double Mix(double from, double to, double part) => from + (to - from) * part;

    private static double Fade(double t) => t * t * t * (t * (t * 6 - 15) + 10);
}
