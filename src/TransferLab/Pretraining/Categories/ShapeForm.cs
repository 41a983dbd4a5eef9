using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>An arrangement of polygons, stars, leaves, ellipses …: rings as of petals around a core, spirals as of seeds, rows, grids, nests and clusters.</summary>
internal sealed class ShapeForm : IForm
{
    private static readonly string[] s_names = ["one", "ring", "spiral", "grid", "row", "nest", "cluster", "double-ring"];

    private readonly RadialProfile _part, _core;
    private readonly int _arrangement, _count;
    private readonly float _partSize, _aspect, _turn, _coreSize, _value, _secondValue, _step;
    private readonly Paint _paint, _corePaint;

    public ShapeForm(ref CounterRandom random)
    {
        _part = RadialProfile.Random(ref random);
        _core = RadialProfile.Random(ref random);
        var pick = random.NextInt(16);
        // Rings come often: flowers are rings.
        _arrangement = pick switch { < 3 => 0, < 7 => 1, < 9 => 2, 9 => 3, 10 => 4, 11 => 5, < 14 => 6, _ => 7 };
        var spread = random.NextSingle();
        (_count, _partSize) = _arrangement switch
        {
            0 => (1, 1f),
            1 => (3 + (int)(spread * 14), 0.3f + 0.2f * random.NextSingle()),
            2 => (25 + (int)(spread * 50), 0.1f + 0.07f * random.NextSingle()),
            3 => (2 + (int)(spread * 3), 0.8f),
            4 => (2 + (int)(spread * 5), 0.8f + 0.5f * random.NextSingle()),
            5 => (3 + (int)(spread * 4), 1f),
            6 => (4 + (int)(spread * 12), 0.16f + 0.22f * random.NextSingle()),
            _ => (5 + (int)(spread * 9), 0.3f + 0.15f * random.NextSingle()),
        };
        _aspect = _arrangement is 1 or 7 ? 1 + 1.5f * random.NextSingle() : 0.7f + 0.7f * random.NextSingle();
        _turn = random.NextInt(2) == 0 ? 0 : random.NextSingle() * MathF.Tau;
        _coreSize = _arrangement switch { 1 or 7 => random.NextInt(4) == 0 ? 0 : 0.15f + 0.25f * random.NextSingle(), 0 => 0.3f + 0.35f * random.NextSingle(), _ => 0 };
        _value = random.NextInt(2) == 0 ? 0.15f : 0.85f;
        _secondValue = 1 - _value + 0.3f * (random.NextSingle() - 0.5f);
        _step = random.NextSingle();
        var outlined = random.NextInt(3) == 0;
        _paint = new Paint(_value, (random.NextSingle() - 0.5f) * 0.7f, (random.NextSingle() - 0.5f) * 0.5f, random.NextSingle() * 0.9f,
            outlined ? 0.06f + 0.1f * random.NextSingle() : 0, _secondValue);
        _corePaint = new Paint(_secondValue, (random.NextSingle() - 0.5f) * 0.4f, 0, random.NextSingle());
    }

    public string Detail => _arrangement == 0 ? $"{_part.Name}-with-{_core.Name}" : $"{s_names[_arrangement]}-of-{_count}-{_part.Name}";

    public bool Covers => false;

    public void Draw(in Frame frame, ref CounterRandom random, Layer layer)
    {
        switch (_arrangement)
        {
            case 0:
                Part(frame, 0, 0, 0, 1, 0, ref random, layer);
                break;
            case 1:
                Ring(frame, _count, 1, 0, ref random, layer);
                break;
            case 2:
                for (var i = _count - 1; i >= 0; i--)
                {
                    // The golden angle, as in a sunflower's disc.
                    var (sin, cos) = MathF.SinCos(i * 2.39996f);
                    var radius = 0.9f * MathF.Sqrt((i + 0.5f) / _count);
                    Part(frame, radius * cos, radius * sin, i * 2.39996f + _turn, _partSize * (0.75f + 0.5f * radius), i % 2 == 0 ? 0 : _step * 0.5f, ref random, layer);
                }
                break;
            case 3:
                for (var i = 0; i < _count * _count; i++)
                {
                    int column = i % _count, row = i / _count;
                    Part(frame, (column + 0.5f) / _count * 1.6f - 0.8f, (row + 0.5f) / _count * 1.6f - 0.8f, _turn * (column + row), _partSize / _count,
                        (column + row) % 2 == 0 ? 0 : _step, ref random, layer);
                }
                break;
            case 4:
                for (var i = 0; i < _count; i++)
                {
                    var along = (i + 0.5f) / _count * 1.7f - 0.85f;
                    Part(frame, along, 0.25f * MathF.Sin(_turn + along * 3), _turn + along * _step, _partSize / _count, i % 2 == 0 ? 0 : _step, ref random, layer);
                }
                break;
            case 5:
                for (var i = 0; i < _count; i++)
                    Part(frame, 0, 0, _turn * i, 1 - i / (float)(_count + 0.5f), i % 2 == 0 ? 0 : _secondValue - _value, ref random, layer);
                break;
            case 6:
                for (var i = 0; i < _count; i++)
                {
                    // Scattered anew in every picture: the category is what lies there, and how much of it.
                    var (sin, cos) = MathF.SinCos(random.NextSingle() * MathF.Tau);
                    var radius = 0.85f * MathF.Sqrt(random.NextSingle());
                    Part(frame, radius * cos, radius * sin, random.NextSingle() * MathF.Tau, _partSize, i % 3 == 0 ? _secondValue - _value : 0, ref random, layer);
                }
                break;
            default:
                Ring(frame, _count, 1, 0, ref random, layer);
                Ring(frame, _count, 0.65f, _secondValue - _value, ref random, layer);
                break;
        }
        if (_coreSize > 0)
            _core.Paint(frame.Child(0, 0, _turn, _coreSize), layer, _corePaint);
    }

    // Parts point outwards; those of the second half do not lie under the first, as petals do not.
    private void Ring(in Frame frame, int count, float size, float value, ref CounterRandom random, Layer layer)
    {
        for (var i = 0; i < count; i++)
        {
            var angle = (i + (size < 1 ? 0.5f : 0)) * MathF.Tau / count;
            var (sin, cos) = MathF.SinCos(angle);
            var reach = size - _partSize * size;
            Part(frame, reach * cos, reach * sin, angle + _turn, _partSize * size, value + (i % 2 == 0 ? 0 : 0.12f), ref random, layer);
        }
    }

    private void Part(in Frame frame, float x, float y, float angle, float size, float value, ref CounterRandom random, Layer layer)
    {
        var wobble = _arrangement == 0 ? 0 : 0.08f * size;
        var place = frame.Child(x + wobble * (random.NextSingle() - 0.5f), y + wobble * (random.NextSingle() - 0.5f), angle + 0.2f * (random.NextSingle() - 0.5f),
            size * (0.92f + 0.16f * random.NextSingle()), _aspect);
        _part.Paint(place, layer, _paint with { Value = _paint.Value + value + 0.06f * (random.NextSingle() - 0.5f) });
    }
}
