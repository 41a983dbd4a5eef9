using System.Numerics;

namespace SampleImages.Generator.Materials;

/// <summary>What light meets at a point.</summary>
internal struct Surface
{
    /// <summary>Share of light thrown back per channel, linear RGB.</summary>
    public Vector3 Albedo;

    /// <summary>Outward, of any length.</summary>
    public Vector3 Normal;

    /// <summary>0 matt to 1 shiny.</summary>
    public float Gloss;

    /// <summary>Share of light that reaches the point past its closest surroundings, 0 to 1.</summary>
    public float Open;
}
