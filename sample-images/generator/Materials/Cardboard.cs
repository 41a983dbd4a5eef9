using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>Corrugated cardboard: faint flutes and flecks.</summary>
internal sealed class Cardboard(Dice dice) : Bench(dice)
{
    private readonly Vector3 _colour = new Vector3(0.46f, 0.32f, 0.19f) * dice.Range(0.7f, 1.15f);
    private readonly float _flutes = dice.Range(9, 14);

    public override Vector3 Mean => _colour;

    protected override Surface At(float x, float y)
    {
        var phase = y * _flutes + 0.6f * Noise.At(x * 0.7f, y * 0.7f);
        var fibre = Noise.Fractal(x * 30, y * 18, 2) - 0.5f;
        var fleck = Curves.Step(0.86f, 0.92f, Noise.At(x * 16 + 300, y * 16));
        return new Surface
        {
            Albedo = _colour * (1 + 0.05f * MathF.Sin(phase) + 0.25f * fibre + 0.15f * (Noise.Fractal(x, y, 3) - 0.5f) - 0.35f * fleck),
            Normal = new Vector3(0.1f * fibre, 0.08f * MathF.Cos(phase), 1),
            Gloss = 0.02f,
            Open = 1,
        };
    }
}
