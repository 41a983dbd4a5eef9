using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>What the part stands on: a texture on the plane z = 0, turned and shifted at random.</summary>
internal abstract class Bench
{
    private readonly float _cos;
    private readonly float _sin;
    private readonly Vector2 _origin;

    protected Bench(Dice dice)
    {
        var angle = dice.Range(0, 2 * MathF.PI);
        (_cos, _sin) = (MathF.Cos(angle), MathF.Sin(angle));
        _origin = new Vector2(dice.Range(-40, 40), dice.Range(-40, 40));
        Noise = new Noise(dice.Bits());
    }

    /// <summary>Its colour on the whole, linear RGB: what it throws onto the part from below.</summary>
    public abstract Vector3 Mean { get; }

    protected Noise Noise { get; }

    /// <summary>The surface at a point of the bench.</summary>
    public Surface SurfaceAt(Vector3 p)
    {
        var surface = At(_cos * p.X - _sin * p.Y + _origin.X, _sin * p.X + _cos * p.Y + _origin.Y);
        // The texture's slopes turn with it.
        var n = surface.Normal;
        surface.Normal = new Vector3(_cos * n.X + _sin * n.Y, _cos * n.Y - _sin * n.X, n.Z);
        return surface;
    }

    /// <summary>The surface at texture coordinates.</summary>
    protected abstract Surface At(float x, float y);
}
