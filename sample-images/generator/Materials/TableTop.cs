using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>A painted or laminated table: one colour, speckled or plain, slightly shiny.</summary>
internal sealed class TableTop(Dice dice) : Bench(dice)
{
    private readonly Vector3 _colour = dice.Pick<Vector3>([new(0.7f, 0.7f, 0.68f), new(0.45f, 0.44f, 0.4f), new(0.22f, 0.24f, 0.27f), new(0.55f, 0.5f, 0.42f), new(0.13f, 0.2f, 0.26f)]);
    private readonly float _speckle = dice.Chance(0.5) ? dice.Range(0.15f, 0.5f) : 0;
    private readonly float _gloss = dice.Range(0.1f, 0.5f);

    public override Vector3 Mean => _colour;

    protected override Surface At(float x, float y)
    {
        var speckle = Curves.Step(0.6f, 0.8f, Noise.At(x * 28, y * 28)) - Curves.Step(0.4f, 0.25f, Noise.At(x * 22 + 77, y * 22));
        return new Surface
        {
            Albedo = _colour * (1 + _speckle * speckle * 0.6f + 0.1f * (Noise.Fractal(x * 0.8f, y * 0.8f, 4) - 0.5f)),
            Normal = new Vector3(0.03f * (Noise.At(x * 12, y * 12) - 0.5f), 0.03f * (Noise.At(x * 12 + 40, y * 12) - 0.5f), 1),
            Gloss = _gloss,
            Open = 1,
        };
    }
}
