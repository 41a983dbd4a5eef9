using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Scenes;

/// <summary>A lamp, the room's light from above, and a window or tube that shiny surfaces mirror.</summary>
internal sealed class Lighting
{
    public Lighting(Dice dice)
    {
        var azimuth = dice.Range(0, 2 * MathF.PI);
        var elevation = dice.Range(0.55f, 1.25f);
        Lamp = new Vector3(MathF.Cos(elevation) * MathF.Cos(azimuth), MathF.Cos(elevation) * MathF.Sin(azimuth), MathF.Sin(elevation));
        var warmth = dice.Range(-0.12f, 0.18f);
        LampColour = new Vector3(1 + warmth, 1, 1 - warmth) * dice.Range(1.6f, 3.4f);
        var room = dice.Range(-0.1f, 0.1f);
        RoomColour = new Vector3(1 + room, 1, 1 - room) * dice.Range(0.4f, 0.85f);
        Hardness = dice.Range(3, 16);
        var tube = dice.Range(0, 2 * MathF.PI);
        TubeNormal = Vector3.Normalize(new Vector3(MathF.Cos(tube), MathF.Sin(tube), dice.Range(-0.8f, 0.8f)));
        TubeLight = dice.Range(0.4f, 1.6f);
    }

    /// <summary>Unit direction towards the lamp.</summary>
    public Vector3 Lamp { get; }

    /// <summary>Linear RGB.</summary>
    public Vector3 LampColour { get; }

    /// <summary>Linear RGB of the light that comes from everywhere above.</summary>
    public Vector3 RoomColour { get; }

    /// <summary>How sharp shadows are: about the lamp's distance over its size.</summary>
    public float Hardness { get; }

    /// <summary>Unit normal of the plane through the part in which the tube lies.</summary>
    public Vector3 TubeNormal { get; }

    /// <summary>Brightness of the tube's mirror image.</summary>
    public float TubeLight { get; }
}
