using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>A closed curve around the origin as a table of radii. It is looked up by the diamond angle, y / (|x| + |y|) unfolded to 0 … 4, so that a pixel costs no trigonometry.</summary>
internal sealed class RadialProfile
{
    private const int Steps = 1024;
    private readonly float[] _radii = new float[Steps];
    private readonly float[] _slants = new float[Steps];

    /// <summary>Tabulates a curve and scales it so that its largest radius is 1.</summary>
    /// <param name="name">A word for it.</param>
    /// <param name="radius">Radius, more than 0, at an angle in radians.</param>
    public RadialProfile(string name, Func<double, double> radius)
    {
        Name = name;
        var largest = 0.0;
        for (var i = 0; i < Steps; i++)
        {
            var angle = Angle(i);
            var here = radius(angle);
            var slope = (radius(angle + 0.004) - radius(angle - 0.004)) / 0.008 / here;
            _radii[i] = (float)here;
            // Turns a radial gap into a distance from the curve.
            _slants[i] = (float)(1 / Math.Sqrt(1 + slope * slope));
            largest = Math.Max(largest, here);
        }
        for (var i = 0; i < Steps; i++)
            _radii[i] /= (float)largest;
    }

    /// <summary>A word for the curve, e.g. <c>star5</c>.</summary>
    public string Name { get; }

    /// <summary>The radius in the direction of (x, y).</summary>
    public float Radius(float x, float y) => _radii[Index(x, y)];

    /// <summary>The radius in the direction of (x, y), and the cosine between that direction and the curve's normal.</summary>
    public float Radius(float x, float y, out float slant)
    {
        var index = Index(x, y);
        slant = _slants[index];
        return _radii[index];
    }

    /// <summary>Paints the inside over a layer.</summary>
    /// <param name="frame">The curve's own frame; the curve lies within the unit circle.</param>
    /// <param name="layer">Painted over.</param>
    /// <param name="paint">How.</param>
    public void Paint(in Frame frame, Layer layer, in Paint paint)
    {
        var (left, top, right, bottom) = frame.Bounds(1, layer.Size);
        var sharpness = 1 / MathF.Max(frame.PixelSize, paint.Softness);
        var back = frame.Inverse();
        // The light in the curve's own axes.
        var unit = 1 / MathF.Sqrt(MathF.Abs(back.RightX * back.DownY - back.RightY * back.DownX));
        var lightX = (layer.LightX * back.RightX + layer.LightY * back.RightY) * unit;
        var lightY = (layer.LightX * back.DownX + layer.LightY * back.DownY) * unit;
        for (var y = top; y < bottom; y++)
        {
            float startX = frame.OriginX + y * frame.DownX, startY = frame.OriginY + y * frame.DownY;
            for (var x = left; x < right; x++)
            {
                float u = startX + x * frame.RightX, v = startY + x * frame.RightY;
                var squared = u * u + v * v;
                if (squared > 1.2f)
                    continue;
                var radius = Radius(u, v, out var slant);
                var distance = MathF.Sqrt(squared);
                var inside = (radius - distance) * slant;
                var alpha = Math.Clamp(inside * sharpness + 0.5f, 0, 1) * paint.Opacity;
                if (alpha <= 0)
                    continue;
                // The soft rim of a small curve reaches far beyond it.
                var ratio = MathF.Min(distance / radius, 1.2f);
                var value = paint.Value + paint.Radial * ratio + paint.Axial * u;
                var shade = paint.Dome * (0.35f - 0.7f * ratio * ratio + 0.8f * (lightX * u + lightY * v));
                if (paint.Outline > 0 && inside < paint.Outline)
                {
                    value = paint.OutlineValue;
                    shade -= 0.1f;
                }
                layer.Over(y * layer.Size + x, alpha, value, shade);
            }
        }
    }

    /// <summary>Draws a curve from a wide range of kinds: polygons, stars, gears, petals, leaves, superellipses, blobs.</summary>
    public static RadialProfile Random(ref CounterRandom random)
    {
        var kind = random.NextInt(9);
        double first = random.NextDouble(), second = random.NextDouble(), third = random.NextDouble();
        var key = random.NextUInt64();
        switch (kind)
        {
            case 0:
                var sides = 3 + (int)(first * 5);
                return new($"polygon{sides}", a => Polygon(a, sides));
            case 1:
                var points = 4 + (int)(first * 7);
                var notch = 0.3 + 0.4 * second;
                return new($"star{points}", a => Star(a, points, notch));
            case 2:
                var teeth = 6 + (int)(first * 10);
                var depth = 0.1 + 0.15 * second;
                return new($"gear{teeth}", a => 1 + depth * Math.Tanh(5 * Math.Cos(teeth * a)));
            case 3:
                var petals = 3 + (int)(first * 7);
                var power = 0.3 + 0.9 * second;
                return new($"petals{petals}", a => 0.25 + 0.2 * third + 0.7 * Math.Pow(Math.Abs(Math.Cos(petals * a / 2)), power));
            case 4:
                var width = 0.25 + 0.6 * first;
                return new("ellipse", a => Ellipse(a, width));
            case 5:
                var slim = 0.3 + 0.5 * first;
                return new("leaf", a => Leaf(a, slim, 0.5 + 0.8 * second));
            case 6:
                var exponent = 2.5 + 4 * first;
                var flat = 0.4 + 0.6 * second;
                return new("plate", a => Math.Pow(Math.Pow(Math.Abs(Math.Cos(a)), exponent) + Math.Pow(Math.Abs(Math.Sin(a) / flat), exponent), -1 / exponent));
            case 7:
                return new("blob", Waves(key, 2, 4, 0.22 + 0.15 * first));
            default:
                return new("shard", Shard(key, 5 + (int)(first * 4)));
        }
    }

    /// <summary>1 + Σ a·cos(n·angle + phase) over a few frequencies, as in "visual atoms".</summary>
    public static Func<double, double> Waves(ulong key, int lowest, int highest, double strength)
    {
        var random = new CounterRandom(key);
        var terms = new (int Frequency, double Amplitude, double Phase)[1 + random.NextInt(3)];
        for (var i = 0; i < terms.Length; i++)
            terms[i] = (lowest + random.NextInt(highest - lowest + 1), strength * (0.5 + random.NextDouble()) / terms.Length, random.NextDouble() * 2 * Math.PI);
        return angle =>
        {
            var radius = 1.0;
            foreach (var (frequency, amplitude, phase) in terms)
                radius += amplitude * Math.Cos(frequency * angle + phase);
            return Math.Max(radius, 0.15);
        };
    }

    private static double Polygon(double angle, int sides)
    {
        var sector = 2 * Math.PI / sides;
        var folded = angle - sector * Math.Floor(angle / sector) - sector / 2;
        return Math.Cos(sector / 2) / Math.Cos(folded);
    }

    private static double Star(double angle, int points, double notch)
    {
        var half = Math.PI / points;
        var folded = Math.Abs(angle - 2 * half * Math.Round(angle / (2 * half)));
        // The straight line from the tip (1, 0) to the notch.
        double x = notch * Math.Cos(half), y = notch * Math.Sin(half);
        return y / (y * Math.Cos(folded) + (1 - x) * Math.Sin(folded));
    }

    private static double Ellipse(double angle, double width) =>
        width / Math.Sqrt(width * width * Math.Cos(angle) * Math.Cos(angle) + Math.Sin(angle) * Math.Sin(angle));

    private static double Leaf(double angle, double width, double tip) =>
        0.8 * Ellipse(angle, width) + 0.2 * Math.Exp(-Math.Abs(Math.IEEERemainder(angle, 2 * Math.PI)) * 6 * tip);

    private static Func<double, double> Shard(ulong key, int corners)
    {
        var random = new CounterRandom(key);
        var edges = new (double Direction, double Distance)[corners];
        for (var i = 0; i < corners; i++)
            edges[i] = ((i + 0.6 * random.NextDouble()) * 2 * Math.PI / corners, 0.4 + 0.6 * random.NextDouble());
        return angle =>
        {
            var radius = 1.6;
            foreach (var (direction, distance) in edges)
                if (Math.Cos(angle - direction) is > 0.01 and var cosine)
                    radius = Math.Min(radius, distance / cosine);
            return radius;
        };
    }

    private static double Angle(int index)
    {
        var diamond = (index + 0.5) / (Steps / 4);
        var (x, y) = diamond switch
        {
            < 1 => (1 - diamond, diamond),
            < 2 => (1 - diamond, 2 - diamond),
            < 3 => (diamond - 3, 2 - diamond),
            _ => (diamond - 3, diamond - 4),
        };
        return Math.Atan2(y, x);
    }

    private static int Index(float x, float y)
    {
        var slope = y / (MathF.Abs(x) + MathF.Abs(y) + 1e-12f);
        var diamond = x < 0 ? 2 - slope : y < 0 ? 4 + slope : slope;
        return (int)(diamond * (Steps / 4)) & (Steps - 1);
    }
}
