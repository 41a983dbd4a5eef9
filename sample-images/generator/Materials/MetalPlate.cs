using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>A brushed plate with dull stains.</summary>
internal sealed class MetalPlate(Dice dice) : Bench(dice)
{
    private readonly Vector3 _colour = new Vector3(0.42f, 0.43f, 0.45f) * dice.Range(0.5f, 1.1f);
    private readonly float _gloss = dice.Range(0.35f, 0.65f);

    public override Vector3 Mean => _colour;

    protected override Surface At(float x, float y)
    {
        var brush = Noise.Fractal(x * 1.5f, y * 55, 2) - 0.5f;
        var stain = Noise.Fractal(x * 0.9f, y * 0.9f, 4);
        return new Surface
        {
            Albedo = _colour * (0.75f + 0.5f * stain + 0.35f * brush),
            Normal = new Vector3(0.02f * brush, 0.35f * brush, 1),
            Gloss = _gloss * (0.6f + 0.5f * stain),
            Open = 1,
        };
    }
}
