using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>Superposed closed curves, after "visual atoms" (Takashima et al. 2023): each is a circle with a category's own waves, repeated inwards as lines or filled bands.</summary>
internal sealed class ContourForm : IForm
{
    private readonly Curve[] _curves;
    private readonly bool _filled;
    private readonly float _fillValue, _dome, _twist;

    public ContourForm(ref CounterRandom random)
    {
        _filled = random.NextInt(5) < 3;
        _curves = new Curve[_filled ? 1 + random.NextInt(2) : 1 + random.NextInt(3)];
        for (var i = 0; i < _curves.Length; i++)
        {
            var profile = random.NextInt(4) == 0
                ? RadialProfile.Random(ref random)
                : new RadialProfile("waves", RadialProfile.Waves(random.NextUInt64(), 2, 4 + random.NextInt(18), 0.15 + 0.45 * random.NextDouble()));
            _curves[i] = new Curve(profile, _filled && i == 0 ? 1 : 0.6f + 0.4f * random.NextSingle(), 1 + random.NextInt(_curves.Length > 1 ? 4 : 7),
                0.02f + 0.06f * random.NextSingle(), random.NextSingle(), random.NextSingle() * 0.8f - 0.4f, 0.7f + 0.6f * random.NextSingle());
        }
        _fillValue = random.NextSingle();
        _dome = random.NextSingle() * 0.8f;
        _twist = random.NextInt(3) == 0 ? random.NextSingle() - 0.5f : 0;
    }

    public string Detail => $"{(_filled ? "filled" : "line")}-{string.Join('-', _curves.Select(c => $"{c.Profile.Name}x{c.Levels}"))}";

    public bool Covers => false;

    public void Draw(in Frame frame, ref CounterRandom random, Layer layer)
    {
        var size = layer.Size;
        var (left, top, right, bottom) = frame.Bounds(1.02f, size);
        var sharpness = 1 / frame.PixelSize;
        var twist = _twist * (0.8f + 0.4f * random.NextSingle());
        foreach (var curve in _curves)
        {
            var shift = 0.06f * (random.NextSingle() - 0.5f);
            var place = frame.Child(shift, 0.06f * (random.NextSingle() - 0.5f), 0.3f * (random.NextSingle() - 0.5f), curve.Size);
            var width = curve.Width * (0.8f + 0.5f * random.NextSingle());
            var filled = _filled && curve.Size == 1;
            for (var y = top; y < bottom; y++)
            {
                float startX = place.OriginX + y * place.DownX, startY = place.OriginY + y * place.DownY;
                for (var x = left; x < right; x++)
                {
                    float u = startX + x * place.RightX, v = startY + x * place.RightY;
                    var distance = MathF.Sqrt(u * u + v * v);
                    if (distance > 1.05f + width)
                        continue;
                    var radius = curve.Profile.Radius(u - twist * v * distance, v + twist * u * distance, out var slant);
                    var ratio = distance / radius;
                    var inside = Math.Clamp((radius - distance) * slant * sharpness * curve.Size + 0.5f, 0, 1);
                    if (filled && inside > 0)
                    {
                        // Bands alternate between two places along the palette.
                        var phase = MathF.Pow(ratio, curve.Crowding) * curve.Levels;
                        var band = Math.Clamp((0.25f - MathF.Abs(Waveform.Fraction(phase) - 0.5f)) * radius / curve.Levels * sharpness * curve.Size * 0.7f + 0.5f, 0, 1);
                        layer.Over(y * size + x, inside, curve.Levels > 1 ? curve.Value + (_fillValue - curve.Value) * band : curve.Value + curve.Slope * ratio,
                            _dome * (0.4f - 0.8f * ratio * ratio));
                    }
                    // The nearest of the nested curves, which lie at ratios 1/levels, 2/levels, … 1.
                    var level = Math.Clamp(MathF.Round(ratio * curve.Levels), 1, curve.Levels);
                    var line = Math.Clamp((width - MathF.Abs(ratio - level / curve.Levels) * radius * slant) * sharpness * curve.Size + 0.5f, 0, 1);
                    if (line > 0 && !(filled && curve.Levels > 1 && level < curve.Levels))
                        layer.Over(y * size + x, line, Math.Clamp(curve.Value + curve.Slope * level / curve.Levels + (filled ? 0.4f : 0), 0, 1), 0.1f);
                }
            }
        }
    }

    private readonly record struct Curve(RadialProfile Profile, float Size, int Levels, float Width, float Value, float Slope, float Crowding);
}
