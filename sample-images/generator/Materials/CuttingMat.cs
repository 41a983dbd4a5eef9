using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>A cutting mat: grained, with a printed grid and old cuts.</summary>
internal sealed class CuttingMat(Dice dice) : Bench(dice)
{
    private readonly Vector3 _ground = dice.Pick<Vector3>([new(0.02f, 0.12f, 0.08f), new(0.03f, 0.06f, 0.17f), new(0.05f, 0.05f, 0.055f), new(0.17f, 0.18f, 0.19f)]);
    private readonly Vector3 _print = new Vector3(0.45f, 0.5f, 0.4f) * dice.Range(0.35f, 0.9f);
    private readonly float _cell = dice.Range(0.5f, 0.95f);

    public override Vector3 Mean => _ground;

    protected override Surface At(float x, float y)
    {
        var line = MathF.Max(Line(x / _cell, 0.025f), Line(y / _cell, 0.025f));
        line = MathF.Max(line, 0.5f * MathF.Max(Line(x * 2 / _cell, 0.025f), Line(y * 2 / _cell, 0.025f)));
        var worn = Curves.Step(0.25f, 0.6f, Noise.Fractal(x * 2, y * 2, 3));
        // Cuts run long and thin where two fields cross.
        var cut = Curves.Step(0.03f, 0.01f, MathF.Abs(Noise.At(x * 0.8f + 70, y * 0.25f) - 0.5f)) * Noise.At(x * 2, y * 2 + 90) * 0.25f;
        var grain = Noise.At(x * 45, y * 45) - 0.5f;
        return new Surface
        {
            Albedo = Vector3.Lerp(_ground, _print, line * (0.35f + 0.5f * worn)) * (1 + 0.3f * grain) + new Vector3(cut * 0.12f),
            Normal = new Vector3(0.12f * grain, 0.12f * (Noise.At(x * 45 + 9, y * 45) - 0.5f), 1),
            Gloss = 0.2f,
            Open = 1,
        };
    }

    private static float Line(float place, float width)
    {
        var off = MathF.Abs(place - MathF.Round(place));
        return Curves.Step(width, width * 0.5f, off);
    }
}
