using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>Planed boards: long grain, growth rings, pores.</summary>
internal sealed class WoodBench(Dice dice) : Bench(dice)
{
    private readonly Vector3 _light = new Vector3(0.5f, 0.31f, 0.16f) * dice.Range(0.6f, 1.2f);
    private readonly Vector3 _dark = new Vector3(0.24f, 0.12f, 0.05f) * dice.Range(0.5f, 1.3f);
    private readonly float _rings = dice.Range(2, 6);
    private readonly float _gloss = dice.Range(0.05f, 0.3f);

    public override Vector3 Mean => (_light + _dark) / 2;

    protected override Surface At(float x, float y)
    {
        var bend = Noise.Fractal(x * 0.15f, y * 0.7f, 3);
        var ring = 0.5f + 0.5f * MathF.Sin((y * 0.6f + 2.2f * bend) * _rings);
        var fibre = Noise.Fractal(x * 1.2f, y * 26, 3);
        var pore = Curves.Step(0.74f, 0.8f, Noise.At(x * 3, y * 60 + 200));
        return new Surface
        {
            Albedo = Vector3.Lerp(_dark, _light, Math.Clamp(0.25f + 0.5f * ring + 0.7f * (fibre - 0.5f), 0, 1)) * (1 - 0.45f * pore),
            Normal = new Vector3(0, 0.25f * (fibre - 0.5f), 1),
            Gloss = _gloss,
            Open = 1,
        };
    }
}
