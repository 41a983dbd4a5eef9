using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>The attractor of a few affine maps, drawn by the chaos game (Barnsley 1988), half the time repeated about its centre as in a snowflake.</summary>
internal sealed class FractalForm : IForm
{
    // Enough to fill the form at 128 pixels; sparse points are what makes a fractal look like dust.
    private const int Points = 9000;

    private readonly Map[] _maps = [];
    private readonly byte[] _choice = new byte[256];
    private readonly float _centreX, _centreY, _scale;
    private readonly int _folds;
    private readonly float _grain, _relief;

    public FractalForm(ref CounterRandom random)
    {
        // About one draw in three passes; the bound is only there so that no seed can hang. The last draw then stands.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            _folds = random.NextInt(2) == 0 ? 1 : 2 + random.NextInt(5);
            _maps = new Map[2 + random.NextInt(3)];
            var area = 0f;
            for (var i = 0; i < _maps.Length; i++)
            {
                _maps[i] = Map.Random(ref random, (i + 0.5f) / _maps.Length);
                area += _maps[i].Area;
            }
            if (area is < 0.45f or > 1.1f)
                continue;
            var filled = 0f;
            for (var i = 0; i < _maps.Length; i++)
            {
                var from = (int)(filled / area * 256);
                filled += _maps[i].Area;
                _choice.AsSpan(from, (i == _maps.Length - 1 ? 256 : (int)(filled / area * 256)) - from).Fill((byte)i);
            }
            (_centreX, _centreY, _scale) = Measure();
            if (CoverageIsRight())
                break;
        }
        _grain = 0.4f + random.NextSingle();
        _relief = 0.5f * random.NextSingle();
    }

    public string Detail => _folds > 1 ? $"{_maps.Length}-maps-{_folds}-fold" : $"{_maps.Length}-maps";

    public bool Covers => false;

    public void Draw(in Frame frame, ref CounterRandom random, Layer layer)
    {
        Span<Map> maps = stackalloc Map[_maps.Length];
        for (var i = 0; i < maps.Length; i++)
            maps[i] = _maps[i].Jitter(ref random, 0.03f);
        var size = layer.Size;
        float[] density = layer.First, colour = layer.Second;
        Array.Clear(density);
        Array.Clear(colour);
        var back = frame.Inverse();
        Span<(float Cos, float Sin)> turns = stackalloc (float, float)[_folds];
        for (var i = 0; i < _folds; i++)
            turns[i] = (MathF.Cos(i * MathF.Tau / _folds), MathF.Sin(i * MathF.Tau / _folds));
        float x = _centreX, y = _centreY, value = 0.5f;
        var turn = 0;
        for (var i = 0; i < Points; i += 8)
        {
            var bits = random.NextUInt64();
            for (var j = 0; j < 8; j++, bits >>= 8)
            {
                ref var map = ref maps[_choice[bits & 255]];
                (x, y) = (map.A * x + map.B * y + map.E, map.C * x + map.D * y + map.F);
                value += (map.Value - value) * 0.45f;
                float u = (x - _centreX) * _scale, v = (y - _centreY) * _scale;
                if (_folds > 1)
                {
                    var (cos, sin) = turns[turn];
                    turn = turn + 1 == _folds ? 0 : turn + 1;
                    // Folded about a point off the attractor's centre, so that the copies stand around it.
                    u = u * 0.55f + 0.45f;
                    v *= 0.55f;
                    (u, v) = (cos * u - sin * v, sin * u + cos * v);
                }
                var column = (int)(back.OriginX + back.RightX * u + back.DownX * v + 0.5f);
                var row = (int)(back.OriginY + back.RightY * u + back.DownY * v + 0.5f);
                if ((uint)column >= (uint)size || (uint)row >= (uint)size || i < 16)
                    continue;
                density[row * size + column]++;
                colour[row * size + column] += value;
            }
        }
        Blur.Binomial(density, size, layer.Alpha);
        Blur.Binomial(colour, size, layer.Alpha);
        // Points per pixel fall with the square of the form's size; coverage should not.
        var typical = _grain * Points / (size * size * MathF.PI / 4) * (frame.PixelSize * frame.PixelSize * size * size / 4);
        for (var i = 0; i < density.Length; i++)
        {
            var points = density[i];
            layer.Value[i] = points > 1e-4f ? colour[i] / points : 0;
            layer.Alpha[i] = Math.Clamp(1.35f * points / (points + 0.35f * typical) - 0.1f, 0, 1);
        }
        if (_relief > 0.1f)
            layer.Relief(layer.Alpha, _relief);
    }

    private (float X, float Y, float Scale) Measure()
    {
        double sumX = 0, sumY = 0, squares = 0;
        float x = 0, y = 0;
        var random = new CounterRandom(1);
        const int count = 1024;
        for (var i = -16; i < count; i++)
        {
            ref var map = ref _maps[_choice[random.NextUInt64() & 255]];
            (x, y) = (map.A * x + map.B * y + map.E, map.C * x + map.D * y + map.F);
            if (i < 0)
                continue;
            sumX += x;
            sumY += y;
            squares += x * x + y * y;
        }
        double meanX = sumX / count, meanY = sumY / count;
        var spread = Math.Sqrt(Math.Max(squares / count - meanX * meanX - meanY * meanY, 1e-12));
        return ((float)meanX, (float)meanY, (float)(0.55 / spread));
    }

    // A line or a speck has too few cells, a uniform disc too many; one cell with much of the mass is a clump.
    private bool CoverageIsRight()
    {
        const int side = 24, count = 3000;
        Span<int> cells = stackalloc int[side * side];
        cells.Clear();
        float x = 0, y = 0;
        int occupied = 0, most = 0;
        var random = new CounterRandom(2);
        for (var i = -16; i < count; i++)
        {
            ref var map = ref _maps[_choice[random.NextUInt64() & 255]];
            (x, y) = (map.A * x + map.B * y + map.E, map.C * x + map.D * y + map.F);
            var column = (int)MathF.Floor(((x - _centreX) * _scale + 1.2f) * (side / 2.4f));
            var row = (int)MathF.Floor(((y - _centreY) * _scale + 1.2f) * (side / 2.4f));
            if (i < 0 || (uint)column >= side || (uint)row >= side)
                continue;
            ref var cell = ref cells[row * side + column];
            if (cell++ == 0)
                occupied++;
            most = Math.Max(most, cell);
        }
        return occupied is > side * side / 7 and < side * side * 6 / 10 && most < count / 12;
    }

    /// <summary>x' = A·x + B·y + E, y' = C·x + D·y + F; <paramref name="Value"/> is the map's place along the palette.</summary>
    private readonly record struct Map(float A, float B, float C, float D, float E, float F, float Value)
    {
        public float Area => MathF.Max(MathF.Abs(A * D - B * C), 0.03f);

        // Rotation · stretch · rotation, so that every map contracts.
        public static Map Random(ref CounterRandom random, float value)
        {
            var (sin1, cos1) = MathF.SinCos(random.NextSingle() * MathF.Tau);
            var (sin2, cos2) = MathF.SinCos(random.NextSingle() * MathF.Tau);
            float along = 0.35f + 0.5f * random.NextSingle(), across = 0.2f + 0.6f * random.NextSingle();
            if (random.NextInt(2) == 0)
                across = -across;
            return new Map(cos1 * along * cos2 - sin1 * across * sin2, -cos1 * along * sin2 - sin1 * across * cos2,
                sin1 * along * cos2 + cos1 * across * sin2, -sin1 * along * sin2 + cos1 * across * cos2,
                2 * random.NextSingle() - 1, 2 * random.NextSingle() - 1, value);
        }

        public Map Jitter(ref CounterRandom random, float strength) => new(
            A * (1 + strength * (random.NextSingle() - 0.5f)), B * (1 + strength * (random.NextSingle() - 0.5f)),
            C * (1 + strength * (random.NextSingle() - 0.5f)), D * (1 + strength * (random.NextSingle() - 0.5f)),
            E + strength * (random.NextSingle() - 0.5f), F + strength * (random.NextSingle() - 0.5f), Value);
    }
}
