using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>A pattern on a lattice: stripes, plaid, checks, bricks, weave, hatching, hexagons, scales, zigzag, waves, lattices of a motif.</summary>
internal sealed class TilingForm : IForm
{
    private static readonly string[] s_names = ["stripes", "plaid", "checks", "bricks", "weave", "hatching", "hexagons", "scales", "zigzag", "waves", "motifs", "dots"];

    private readonly int _kind;
    private readonly float _frequency, _stretch, _first, _second, _third, _warp;
    private readonly float[] _stripes, _crossStripes;
    private readonly RadialProfile _motif;

    public TilingForm(ref CounterRandom random)
    {
        _kind = random.NextInt(s_names.Length);
        // Tiles per half side, evenly in octaves.
        _frequency = 2 * MathF.Pow(2, 2f * random.NextSingle());
        _stretch = MathF.Pow(2, random.NextSingle() * 1.4f - 0.7f);
        (_first, _second, _third) = (random.NextSingle(), random.NextSingle(), random.NextSingle());
        _warp = random.NextInt(2) == 0 ? 0.08f : 0.15f + 0.35f * random.NextSingle();
        _stripes = Stripes(ref random);
        _crossStripes = Stripes(ref random);
        _motif = RadialProfile.Random(ref random);
    }

    public string Detail => _kind == 10 ? $"lattice-of-{_motif.Name}" : s_names[_kind];

    public bool Covers => true;

    public void Draw(in Frame frame, ref CounterRandom random, Layer layer)
    {
        var size = layer.Size;
        var place = frame.Child(random.NextSingle() * 20, random.NextSingle() * 20, 0, 1 / _frequency, _stretch);
        var bend = layer.First;
        Array.Clear(bend);
        NoiseTile.Add(bend, size, place.Child(random.NextSingle() * 32, random.NextSingle() * 32, 0, 2.5f), _warp);
        var salt = (uint)random.NextUInt64();
        var soft = MathF.Max(1.4f * place.PixelSize, 0.05f);
        for (var y = 0; y < size; y++)
        {
            float startX = place.OriginX + y * place.DownX, startY = place.OriginY + y * place.DownY;
            for (var x = 0; x < size; x++)
            {
                var i = y * size + x;
                Evaluate(startX + x * place.RightX + bend[i], startY + x * place.RightY + 0.8f * bend[i], soft, salt, out layer.Value[i], out layer.Shade[i]);
                layer.Alpha[i] = 1;
            }
        }
    }

    private void Evaluate(float u, float v, float soft, uint salt, out float value, out float shade)
    {
        shade = 0;
        switch (_kind)
        {
            case 0:
                value = Look(_stripes, u * 0.5f);
                break;
            case 1:
                value = 0.5f * (Look(_stripes, u * 0.5f) + Look(_crossStripes, v * 0.5f));
                break;
            case 2:
                float checkX = Tooth(u * 0.5f), checkY = Tooth(v * 0.5f);
                var check = Waveform.Edge((checkX - 0.5f) * (checkY - 0.5f), 0.25f * soft);
                value = check * (1 - 0.4f * _first) + 0.3f * _first * Waveform.CellHash((int)MathF.Floor(u), (int)MathF.Floor(v), salt);
                break;
            case 3:
                Brick(u, v, soft, salt, out value, out shade);
                break;
            case 4:
                Weave(u, v, soft, out value, out shade);
                break;
            case 5:
                value = Hatch(u, v, 0, soft, salt);
                if (_first > 0.3f)
                    value = MathF.Max(value, Hatch(v, -u, 1, soft, salt));
                if (_first > 0.7f)
                    value = MathF.Max(value, Hatch(0.7f * (u + v), 0.7f * (u - v), 2, soft, salt));
                break;
            case 6:
                Hexagon(u, v, soft, salt, out value, out shade);
                break;
            case 7:
                Scale(u, v, soft, salt, out value, out shade);
                break;
            case 8:
                value = Look(_stripes, u * 0.5f + (0.3f + 0.7f * _first) * (Tooth(v * (0.3f + 0.5f * _second)) - 0.5f));
                break;
            case 9:
                value = Look(_stripes, u * 0.5f + (0.1f + 0.35f * _first) * Waveform.Cosine(v * (0.25f + 0.5f * _second)));
                break;
            default:
                Motif(u, v, soft, salt, out value, out shade);
                break;
        }
    }

    private void Brick(float u, float v, float soft, uint salt, out float value, out float shade)
    {
        var row = MathF.Floor(v);
        u = u * 0.5f + row * (0.25f + 0.5f * _first);
        float column = MathF.Floor(u), inX = MathF.Min(u - column, column + 1 - u) * 2, inY = MathF.Min(v - row, row + 1 - v);
        var depth = MathF.Min(inX, inY) - 0.04f - 0.12f * _second;
        value = Waveform.Edge(depth, soft) * (0.55f + 0.45f * Waveform.CellHash((int)column, (int)row, salt));
        shade = depth is > 0 and < 0.15f ? 0.5f * (0.5f - (v - row)) : 0;
    }

    private void Weave(float u, float v, float soft, out float value, out float shade)
    {
        float column = MathF.Floor(u), row = MathF.Floor(v), x = u - column - 0.5f, y = v - row - 0.5f;
        var repeat = 2 + (int)(_second * 2.99f);
        var over = (((int)column + (_third > 0.5f ? (int)row : 2 * (int)row)) % repeat + repeat) % repeat == 0;
        if (!over)
            (x, y) = (y, x);
        var half = 0.34f + 0.14f * _first;
        var strand = Waveform.Edge(half - MathF.Abs(x), soft);
        value = strand * (over ? 1 : 0.55f);
        shade = strand * (0.5f - 5 * x * x - 2 * y * y);
    }

    private float Hatch(float u, float v, int direction, float soft, uint salt)
    {
        var line = MathF.Floor(u);
        var width = 0.1f + 0.3f * _second * Waveform.CellHash((int)line, (int)MathF.Floor(v * 0.2f), salt + (uint)direction);
        var gap = Waveform.Fraction(v * (0.12f + 0.2f * _third) + 7.31f * Waveform.CellHash((int)line, direction, salt));
        return Waveform.Edge(width - MathF.Abs(u - line - 0.5f), soft) * Waveform.Edge(gap - 0.12f, 0.1f);
    }

    private void Hexagon(float u, float v, float soft, uint salt, out float value, out float shade)
    {
        // The nearer of the centres of two rectangular lattices.
        const float height = 1.7320508f;
        float rowA = MathF.Round(v / height), columnA = MathF.Round(u), rowB = MathF.Floor(v / height), columnB = MathF.Floor(u);
        float ax = u - columnA, ay = v - rowA * height, bx = u - columnB - 0.5f, by = v - (rowB + 0.5f) * height;
        var isA = ax * ax + ay * ay < bx * bx + by * by;
        if (!isA)
            (ax, ay) = (bx, by);
        var depth = 0.5f - MathF.Max(MathF.Abs(ax), 0.5f * MathF.Abs(ax) + 0.8660254f * MathF.Abs(ay));
        var hash = isA ? Waveform.CellHash((int)columnA, (int)rowA, salt) : Waveform.CellHash((int)columnB, (int)rowB, ~salt);
        value = Waveform.Edge(depth - 0.03f - 0.1f * _first, soft) * (1 - 0.6f * _second * hash);
        shade = _third > 0.5f ? 0.5f - 2.5f * (ax * ax + ay * ay) : 0;
    }

    private void Scale(float u, float v, float soft, uint salt, out float value, out float shade)
    {
        value = shade = 0;
        // A scale hangs over the row below it, so that the first that covers the point, from the row above, is the one seen.
        var row = (int)MathF.Floor(v * 2);
        for (var i = 0; i < 3; i++)
        {
            var line = row - i;
            var shift = (line & 1) * 0.5f;
            var column = MathF.Round(u - shift);
            float x = u - shift - column, y = v - line * 0.5f - 0.5f + 0.5f * i * _first * 0.2f;
            var distance = MathF.Sqrt(x * x + y * y);
            var limit = 0.62f;
            if (distance > limit || y > limit)
                continue;
            var rim = Waveform.Edge(limit - 0.04f - 0.1f * _second - distance, soft);
            value = rim * (0.6f + 0.4f * Waveform.CellHash((int)column, line, salt)) * (0.7f + 0.3f * distance / limit);
            shade = 0.4f - 1.6f * distance * distance * _third;
            return;
        }
    }

    private void Motif(float u, float v, float soft, uint salt, out float value, out float shade)
    {
        var row = MathF.Floor(v);
        u += _first > 0.5f ? 0.5f * ((int)row & 1) : 0;
        var column = MathF.Floor(u);
        float x = (u - column - 0.5f) * 2.1f, y = (v - row - 0.5f) * 2.1f;
        if (_second > 0.5f && (((int)column + (int)row) & 1) == 0)
            (x, y) = (-y, x);
        var distance = MathF.Sqrt(x * x + y * y);
        float slant = 1, radius = _kind == 11 ? 0.35f + 0.6f * _third : _motif.Radius(x, y, out slant);
        var inside = Waveform.Edge((radius - distance) * slant, 2 * soft);
        value = inside * (0.7f + 0.3f * Waveform.CellHash((int)column, (int)row, salt)) + (1 - inside) * 0.15f * _third;
        shade = inside * (_third - 0.3f) * (1 - distance / radius);
    }

    private static float Tooth(float turns) => MathF.Abs(2 * Waveform.Fraction(turns) - 1);

    private static float Look(float[] table, float turns) => table[(int)MathF.Floor(turns * 256) & 255];

    // Two to five stripes of a repeat, with soft borders.
    private static float[] Stripes(ref CounterRandom random)
    {
        var table = new float[256];
        var count = 2 + random.NextInt(4);
        Span<float> borders = stackalloc float[count];
        Span<float> values = stackalloc float[count];
        var total = 0f;
        for (var i = 0; i < count; i++)
        {
            borders[i] = total += 0.25f + random.NextSingle();
            values[i] = i % 2 == 0 ? 0.35f * random.NextSingle() : 1 - 0.35f * random.NextSingle();
        }
        var softness = 1 + random.NextInt(3) * 12;
        for (var i = 0; i < 256; i++)
            for (var j = -softness; j <= softness; j++)
            {
                var place = ((i + j) & 255) / 256f * total;
                var stripe = 0;
                while (stripe < count - 1 && place > borders[stripe])
                    stripe++;
                table[i] += values[stripe] / (2 * softness + 1);
            }
        return table;
    }
}
