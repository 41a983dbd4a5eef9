using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>The plastic of a part and how it was laid down: colour, shine, height of layers, direction of the lines on top.</summary>
internal sealed class Filament
{
    // Linear RGB: white, grey, black, red, orange, yellow, green, teal, blue, violet, beige, brown.
    private static readonly Vector3[] s_colours =
    [
        new(0.78f, 0.78f, 0.76f), new(0.26f, 0.27f, 0.28f), new(0.055f, 0.055f, 0.06f), new(0.55f, 0.05f, 0.04f), new(0.8f, 0.25f, 0.03f), new(0.8f, 0.58f, 0.06f),
        new(0.1f, 0.42f, 0.09f), new(0.05f, 0.38f, 0.4f), new(0.05f, 0.14f, 0.52f), new(0.27f, 0.11f, 0.42f), new(0.66f, 0.54f, 0.36f), new(0.2f, 0.1f, 0.06f),
    ];

    private readonly Noise _noise;
    private readonly float _relief;
    private readonly float _unevenness;
    private readonly Vector3 _rasterAcross;

    public Filament(Dice dice)
    {
        var colour = dice.Pick<Vector3>(s_colours);
        Colour = colour * dice.Range(0.8f, 1.15f) + new Vector3(dice.Range(0, 0.03f), dice.Range(0, 0.03f), dice.Range(0, 0.03f));
        Gloss = dice.Chance(0.3) ? dice.Range(0.6f, 0.9f) : dice.Range(0.15f, 0.5f);
        LayerHeight = dice.Range(0.026f, 0.042f);
        _relief = dice.Range(0.25f, 0.55f);
        _unevenness = dice.Range(0.02f, 0.08f);
        var raster = dice.Range(0, MathF.PI);
        _rasterAcross = new Vector3(MathF.Cos(raster), MathF.Sin(raster), 0);
        _noise = new Noise(dice.Bits());
    }

    /// <summary>Linear RGB.</summary>
    public Vector3 Colour { get; }

    /// <summary>0 matt to 1 shiny.</summary>
    public float Gloss { get; }

    /// <summary>Height of a layer; the lines on top are 1.6 times as wide.</summary>
    public float LayerHeight { get; }

    /// <summary>The printed line at a point of the surface.</summary>
    /// <param name="position">In print coordinates.</param>
    /// <param name="normal">Smooth outward unit normal.</param>
    public PrintPoint Locate(Vector3 position, Vector3 normal)
    {
        var top = MathF.Abs(normal.Z) > 0.75f;
        var slope = top ? _rasterAcross : Vector3.UnitZ;
        var place = Vector3.Dot(position, slope) / (top ? LayerHeight * 1.6f : LayerHeight);
        var line = MathF.Floor(place);
        return new PrintPoint(position, normal, (int)line, 2 * (place - line) - 1, slope, top);
    }

    /// <summary>The sound surface: round lines with grooves between them, no two lines quite alike.</summary>
    public Surface SurfaceAt(in PrintPoint at)
    {
        var p = at.Position;
        var mottle = _noise.At(p * 9) - 0.5f;
        var tint = 1 + _unevenness * (2 * _noise.At(at.Line, at.Top ? 1 : 0) - 1) + 0.08f * mottle;
        // Lines are flatter on top, where the nozzle irons them.
        var relief = _relief * (at.Top ? 0.45f : 1) * (0.8f + 0.4f * _noise.At(at.Line, 7));
        var edge = MathF.Abs(at.Across);
        var groove = edge * edge * edge * edge;
        var sway = 0.12f * (_noise.At(p.X * 6, p.Y * 6 + at.Line * 13.7f) - 0.5f);
        return new Surface
        {
            Albedo = Colour * tint,
            Normal = at.Facing + at.Slope * (relief * at.Across * edge) + new Vector3(sway, -sway, sway) * 0.5f,
            Gloss = Gloss,
            Open = 1 - 0.55f * _relief * groove,
        };
    }
}
