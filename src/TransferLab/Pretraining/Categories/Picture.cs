using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>Makes the picture around a form: place, colours, background, shadow, light, something in front, blur, grain. Nothing here tells the category.</summary>
internal sealed class Picture(int size)
{
    private static readonly float[] s_grain = MakeGrain();
    private static readonly RadialProfile[] s_clutter = MakeClutter();

    private readonly Layer _form = new(size, new Layer(size));
    private readonly Layer _ground = new(size, new Layer(size));
    private readonly Palette _formColours = new(), _groundColours = new(), _frontColours = new();
    private readonly float[] _rgb = new float[size * size * 3];
    private readonly float[] _scratch = new float[size * size * 3];

    /// <summary>Draws an instance.</summary>
    /// <param name="category">What of.</param>
    /// <param name="scene">In which colours.</param>
    /// <param name="ground">On which texture; null leaves the ground to chance.</param>
    /// <param name="random">The instance's draws.</param>
    /// <param name="rgb">[size · size · 3], overwritten.</param>
    public void Render(Category category, in Scene scene, IForm? ground, ref CounterRandom random, Span<byte> rgb)
    {
        // Light comes from above more often than not.
        var light = -MathF.PI / 2 + 2.2f * (random.NextSingle() + random.NextSingle() - 1);
        (_form.LightX, _form.LightY) = (MathF.Cos(light), MathF.Sin(light));
        (_ground.LightX, _ground.LightY) = (_form.LightX, _form.LightY);
        DrawColours(scene, ref random);
        _form.Clear();
        category.Form.Draw(FormFrame(category, ref random), ref random, _form);
        if (category.Form.Covers && scene.ShowsGround)
            CutOut(ref random);
        DrawGround(ground, ref random);
        Compose(category.Form.Covers ? 0 : random.NextSingle() * 0.8f - 0.3f, ref random);
        if (random.NextInt(4) == 0)
            DrawFront(ref random);
        Finish(ref random, rgb);
    }

    private void DrawColours(in Scene scene, ref CounterRandom random)
    {
        var colours = ColourAnchor.All;
        _formColours.Draw(ref random, colours[scene.First], colours[scene.Last]);
        _groundColours.Draw(ref random, colours[scene.GroundFirst], colours[scene.GroundLast]);
        _frontColours.Draw(ref random, colours[random.NextInt(colours.Count)], colours[random.NextInt(colours.Count)]);
    }

    private Frame FormFrame(Category category, ref CounterRandom random)
    {
        var covers = category.Form.Covers;
        // 0.6 … 1.6, evenly in octaves; an object of middle size fills three quarters of the picture.
        var scale = 0.6f * MathF.Pow(1.6f / 0.6f, random.NextSingle()) * (covers ? 1 : 0.74f);
        var room = covers ? 0 : MathF.Max(0.12f, 0.9f - scale) * 0.7f;
        var angle = category.Angle + (covers ? 0.7f : 1f) * (random.NextSingle() - 0.5f);
        var aspect = MathF.Pow(2, 0.5f * (random.NextSingle() - 0.5f));
        return Frame.Place(size, room * (2 * random.NextSingle() - 1), room * (2 * random.NextSingle() - 1), angle, scale, random.NextInt(2) == 0 ? aspect : -aspect);
    }

    // Leaves a texture only within a patch, so that it is known wherever it ends.
    private void CutOut(ref CounterRandom random)
    {
        var patch = s_clutter[random.NextInt(s_clutter.Length)];
        var frame = Frame.Place(size, 0.6f * (random.NextSingle() - 0.5f), 0.6f * (random.NextSingle() - 0.5f), random.NextSingle() * 6.3f, 0.75f + 0.35f * random.NextSingle(), 1.2f);
        var sharpness = 1 / MathF.Max(frame.PixelSize, 0.1f * random.NextSingle());
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                float u = frame.OriginX + x * frame.RightX + y * frame.DownX, v = frame.OriginY + x * frame.RightY + y * frame.DownY;
                _form.Alpha[y * size + x] *= Math.Clamp((patch.Radius(u, v) - MathF.Sqrt(u * u + v * v)) * sharpness + 0.5f, 0, 1);
            }
    }

    private void DrawGround(IForm? ground, ref CounterRandom random)
    {
        _ground.Clear();
        if (ground is not null)
        {
            var scale = 0.7f + 0.6f * random.NextSingle();
            ground.Draw(Frame.Place(size, 0, 0, random.NextSingle() * MathF.Tau, scale, 1), ref random, _ground);
            return;
        }
        var value = _ground.Value;
        var kind = random.NextInt(10);
        Array.Fill(value, 0.2f + 0.6f * random.NextSingle());
        var (sin, cos) = MathF.SinCos(random.NextSingle() * MathF.Tau);
        var slope = kind < 2 ? 0.1f : 0.9f * random.NextSingle();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                value[y * size + x] += slope * ((x * cos + y * sin) / size - 0.5f * (cos + sin));
        // Natural scenes have equal power in every octave of frequency.
        if (kind > 3)
        {
            var wave = MathF.Pow(2, 1 - 3 * random.NextSingle());
            var scale = 0.3f + 0.7f * random.NextSingle();
            Array.Clear(_ground.First);
            NoiseTile.AddOctaves(_ground.First, size, Frame.Place(size, 0, 0, 6.3f * random.NextSingle(), wave, 1 + random.NextSingle()), 2 + random.NextInt(3),
                0.45f + 0.3f * random.NextSingle(), true, ref random);
            for (var i = 0; i < value.Length; i++)
                value[i] += scale * _ground.First[i];
        }
        if (kind is 2 or 3 or 8 or 9)
            for (var i = 2 + random.NextInt(5); i > 0; i--)
            {
                var frame = Frame.Place(size, 2.4f * (random.NextSingle() - 0.5f), 2.4f * (random.NextSingle() - 0.5f), 6.3f * random.NextSingle(),
                    0.15f + 0.5f * random.NextSingle(), 1 + random.NextSingle());
                s_clutter[random.NextInt(s_clutter.Length)].Paint(frame, _ground, new Paint(random.NextSingle(), 0.3f * (random.NextSingle() - 0.5f), 0, 0.4f * random.NextSingle(),
                    Softness: kind is 2 or 8 ? 0.4f * random.NextSingle() : 0, Opacity: 0.5f + 0.5f * random.NextSingle()));
            }
    }

    private void Compose(float shadow, ref CounterRandom random)
    {
        float[] formTable = _formColours.Table, groundTable = _groundColours.Table;
        float depth = 0.25f + 0.35f * random.NextSingle(), angle = random.NextSingle() * MathF.Tau, fall = 0.5f * random.NextSingle();
        float fallX = fall * MathF.Cos(angle) / size, fallY = fall * MathF.Sin(angle) / size;
        var shift = (int)MathF.Round(size * (0.02f + 0.05f * random.NextSingle()));
        int shiftX = (int)MathF.Round(-_form.LightX * shift), shiftY = (int)MathF.Round(-_form.LightY * shift);
        var contrast = 0.75f + 0.25f * random.NextSingle();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var i = y * size + x;
                var light = 1 + fallX * (x - size / 2) + fallY * (y - size / 2);
                var alpha = _form.Alpha[i];
                var under = light * (1 + depth * _ground.Shade[i]);
                // A shadow falls away from the light.
                if (shadow > 0 && (uint)(x - shiftX) < (uint)size && (uint)(y - shiftY) < (uint)size)
                    under *= 1 - shadow * _form.Alpha[i - shiftY * size - shiftX];
                var over = light * (1 + depth * _form.Shade[i]) * alpha;
                under *= 1 - alpha;
                int from = 3 * (int)(Math.Clamp(0.5f + (_form.Value[i] - 0.5f) * contrast, 0, 1) * 255), to = 3 * (int)(Math.Clamp(_ground.Value[i], 0, 1) * 255);
                _rgb[3 * i] = formTable[from] * over + groundTable[to] * under;
                _rgb[3 * i + 1] = formTable[from + 1] * over + groundTable[to + 1] * under;
                _rgb[3 * i + 2] = formTable[from + 2] * over + groundTable[to + 2] * under;
            }
    }

    // Something near the border, in front of the form.
    private void DrawFront(ref CounterRandom random)
    {
        _ground.Clear();
        var (sin, cos) = MathF.SinCos(random.NextSingle() * MathF.Tau);
        var reach = 0.85f + 0.35f * random.NextSingle();
        var frame = Frame.Place(size, reach * cos, reach * sin, random.NextSingle() * MathF.Tau, 0.3f + 0.3f * random.NextSingle(), 1 + 2 * random.NextSingle());
        s_clutter[random.NextInt(s_clutter.Length)].Paint(frame, _ground, new Paint(random.NextSingle(), 0.6f * (random.NextSingle() - 0.5f), 0, 0.6f * random.NextSingle()));
        var table = _frontColours.Table;
        for (var i = 0; i < _ground.Alpha.Length; i++)
        {
            var alpha = _ground.Alpha[i];
            if (alpha <= 0)
                continue;
            var from = 3 * (int)(Math.Clamp(_ground.Value[i], 0, 1) * 255);
            for (var j = 0; j < 3; j++)
                _rgb[3 * i + j] += alpha * (table[from + j] * (1 + 0.4f * _ground.Shade[i]) - _rgb[3 * i + j]);
        }
    }

    private void Finish(ref CounterRandom random, Span<byte> rgb)
    {
        for (var i = random.NextInt(5) - 2; i > 0; i--)
            Blur.Binomial(_rgb, size, _scratch, 3);
        var grain = random.NextInt(2) == 0 ? 0.5f : 255 * 0.05f * random.NextSingle() * random.NextSingle();
        float gain = 255 * (0.85f + 0.25f * random.NextSingle()), offset = 255 * 0.12f * (random.NextSingle() - 0.4f);
        var rowLength = 3 * size;
        for (var y = 0; y < size; y++)
        {
            var noise = s_grain.AsSpan(random.NextInt(s_grain.Length - rowLength), rowLength);
            var row = _rgb.AsSpan(y * rowLength, rowLength);
            var into = rgb.Slice(y * rowLength, rowLength);
            for (var i = 0; i < row.Length; i++)
                into[i] = (byte)(Math.Clamp(row[i] * gain + offset + noise[i] * grain, 0, 255) + 0.5f);
        }
    }

    private static float[] MakeGrain()
    {
        var random = new CounterRandom(0x677261696E);
        var grain = new float[16384];
        for (var i = 0; i < grain.Length; i++)
            grain[i] = (float)random.NextGaussian();
        return grain;
    }

    private static RadialProfile[] MakeClutter()
    {
        var random = new CounterRandom(0x636C7574746572);
        var clutter = new RadialProfile[64];
        for (var i = 0; i < clutter.Length; i++)
            clutter[i] = RadialProfile.Random(ref random);
        return clutter;
    }
}
