using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>A print bed of textured steel: dark, golden or grey grains that glint.</summary>
internal sealed class PrintBed(Dice dice) : Bench(dice)
{
    private readonly Vector3 _colour = dice.Pick<Vector3>([new(0.28f, 0.19f, 0.06f), new(0.04f, 0.04f, 0.045f), new(0.12f, 0.11f, 0.1f)]);

    public override Vector3 Mean => _colour;

    protected override Surface At(float x, float y)
    {
        var (a, b) = (Noise.Fractal(x * 34, y * 34, 2) - 0.5f, Noise.Fractal(x * 34 + 50, y * 34, 2) - 0.5f);
        return new Surface
        {
            Albedo = _colour * (1 + 0.7f * a + 0.2f * (Noise.Fractal(x * 0.7f, y * 0.7f, 3) - 0.5f)),
            Normal = new Vector3(0.9f * a, 0.9f * b, 1),
            Gloss = 0.45f,
            Open = 1,
        };
    }
}
