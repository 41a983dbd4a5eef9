using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>A texture without a lattice: octaves of gradient noise, the same bent by other noise, mixtures of waves (Gabor), cells. The category is its spectrum and its profile.</summary>
internal sealed class NoiseForm : IForm
{
    private static readonly string[] s_names = ["octaves", "warped", "gabor", "cells"];

    private readonly int _kind, _profile, _octaves, _cells;
    private readonly float _frequency, _stretch, _gain, _warp, _warpFrequency, _sharpness, _relief, _modulation;
    private readonly Wave[] _waves;

    public NoiseForm(ref CounterRandom random)
    {
        _kind = random.NextInt(4);
        _profile = random.NextInt(6);
        _octaves = 1 + random.NextInt(4);
        _cells = random.NextInt(CellTile.All.Count);
        // Wavelengths per half side, evenly in octaves.
        _frequency = 1.5f * MathF.Pow(2, 2.6f * random.NextSingle());
        _stretch = random.NextInt(2) == 0 ? 1 : MathF.Pow(2, 1 + 1.8f * random.NextSingle());
        _gain = 0.35f + 0.4f * random.NextSingle();
        _warp = 0.3f + 1.2f * random.NextSingle();
        _warpFrequency = 0.25f + 0.5f * random.NextSingle();
        _sharpness = 1 + 5 * random.NextSingle();
        _relief = random.NextInt(2) == 0 ? 0 : 0.4f + 1.2f * random.NextSingle();
        _modulation = random.NextSingle();
        _waves = new Wave[1 + random.NextInt(3)];
        for (var i = 0; i < _waves.Length; i++)
        {
            var (sin, cos) = MathF.SinCos(random.NextSingle() * MathF.PI);
            var frequency = 2 * MathF.Pow(2, 2 * random.NextSingle());
            _waves[i] = new Wave(cos * frequency, sin * frequency, 0.5f + random.NextSingle());
        }
    }

    public string Detail => $"{s_names[_kind]}-{_profile}{(_stretch > 1 ? "-stretched" : "")}";

    public bool Covers => true;

    public void Draw(in Frame frame, ref CounterRandom random, Layer layer)
    {
        Array.Fill(layer.Alpha, 1);
        var height = layer.First;
        Array.Clear(height);
        var place = frame.Child(random.NextSingle() * 20, random.NextSingle() * 20, 0, 1 / _frequency, _kind == 2 ? 1 : _stretch);
        switch (_kind)
        {
            case 0:
                NoiseTile.AddOctaves(height, layer.Size, place, _octaves, _gain, _stretch == 1, ref random);
                Profile(height);
                break;
            case 1:
                Warped(place, ref random, layer);
                Profile(height);
                break;
            case 2:
                Gabor(frame, ref random, layer);
                break;
            default:
                CellsInto(place, ref random, layer);
                break;
        }
        height.CopyTo(layer.Value, 0);
        if (_relief > 0)
            layer.Relief(height, _relief);
    }

    // Noise of about -1 … 1 to values of 0 … 1.
    private void Profile(float[] plane)
    {
        for (var i = 0; i < plane.Length; i++)
        {
            var noise = plane[i];
            plane[i] = _profile switch
            {
                0 => 0.5f + 0.8f * noise,
                1 => 1 - MathF.Min(2.2f * MathF.Abs(noise), 1),
                2 => MathF.Sqrt(MathF.Min(1.6f * MathF.Abs(noise), 1)),
                3 => Waveform.Edge(noise - 0.3f * (_modulation - 0.5f), 1 / _sharpness),
                4 => 0.5f - 0.5f * Waveform.Cosine(noise * _sharpness * 0.5f),
                _ => MathF.Pow(Math.Clamp(0.5f + 0.7f * noise, 0, 1), 1 + 2 * _modulation),
            };
        }
    }

    private void Warped(in Frame place, ref CounterRandom random, Layer layer)
    {
        var size = layer.Size;
        var bend = layer.Second;
        Array.Clear(bend);
        NoiseTile.Add(bend, size, place.Child(random.NextSingle() * 32, random.NextSingle() * 32, 1, 1 / _warpFrequency), _warp / _warpFrequency * 0.5f);
        for (var y = 0; y < size; y++)
        {
            float startX = place.OriginX + y * place.DownX, startY = place.OriginY + y * place.DownY;
            for (var x = 0; x < size; x++)
            {
                var i = y * size + x;
                float u = startX + x * place.RightX + bend[i], v = startY + x * place.RightY - 0.7f * bend[i];
                layer.First[i] = _octaves > 2 ? 0.75f * NoiseTile.Sample(u, v) + 0.45f * NoiseTile.Sample(u * 2 + 7, v * 2 + 3) : NoiseTile.Sample(u, v);
            }
        }
    }

    private void Gabor(in Frame frame, ref CounterRandom random, Layer layer)
    {
        var size = layer.Size;
        var drift = layer.Second;
        Span<float> phases = stackalloc float[_waves.Length];
        var total = 0f;
        for (var i = 0; i < _waves.Length; i++)
        {
            phases[i] = random.NextSingle();
            total += _waves[i].Weight;
        }
        Array.Clear(drift);
        NoiseTile.Add(drift, size, frame.Child(random.NextSingle() * 32, random.NextSingle() * 32, 0.5f, 0.5f), 0.5f + _warp);
        for (var y = 0; y < size; y++)
        {
            float startX = frame.OriginX + y * frame.DownX, startY = frame.OriginY + y * frame.DownY;
            for (var x = 0; x < size; x++)
            {
                float u = startX + x * frame.RightX, v = startY + x * frame.RightY, bend = drift[y * size + x], sum = 0;
                for (var i = 0; i < _waves.Length; i++)
                    sum += _waves[i].Weight * Waveform.Cosine(_waves[i].X * u + _waves[i].Y * v + phases[i] + bend * (0.3f + 0.2f * i)) * (1 - _modulation * MathF.Abs(bend));
                layer.First[y * size + x] = 0.5f + 0.5f * (_sharpness > 3.5f ? Math.Clamp(sum / total * _sharpness, -1, 1) : sum / total);
            }
        }
    }

    private void CellsInto(in Frame place, ref CounterRandom random, Layer layer)
    {
        var size = layer.Size;
        var tile = CellTile.All[_cells];
        var bend = layer.Second;
        Array.Clear(bend);
        if (_warp > 0.9f)
            NoiseTile.Add(bend, size, place.Child(random.NextSingle() * 32, random.NextSingle() * 32, 1, 1.5f), 0.5f * _warp);
        for (var y = 0; y < size; y++)
        {
            float startX = place.OriginX + y * place.DownX, startY = place.OriginY + y * place.DownY;
            for (var x = 0; x < size; x++)
            {
                var i = y * size + x;
                tile.Sample(startX + x * place.RightX + bend[i], startY + x * place.RightY + bend[i], out var nearest, out var gap, out var owner);
                layer.First[i] = _profile switch
                {
                    0 => nearest * 1.2f,
                    1 => MathF.Min(gap * _sharpness, 1),
                    2 => owner,
                    3 => Waveform.Edge(0.25f + 0.3f * _modulation - nearest, 0.1f),
                    4 => gap < 0.08f + 0.1f * _modulation ? 1 : 0.6f * owner,
                    _ => 0.5f - 0.5f * Waveform.Cosine(nearest * _sharpness),
                };
            }
        }
    }

    private readonly record struct Wave(float X, float Y, float Weight);
}
