using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Parts;
using SampleImages.Generator.Rendering;
using SampleImages.Generator.Scenes;

namespace SampleImages.Generator.Defects;

/// <summary>Where a defect is to be: the part as it is so far, and the side the camera sees, for a defect that nobody can see teaches nothing.</summary>
/// <param name="Part">The sound part.</param>
/// <param name="Solid">The part with the defects so far.</param>
/// <param name="View">The camera.</param>
/// <param name="Filament">The plastic.</param>
internal sealed record Site(Part Part, Solid Solid, View View, Filament Filament)
{
    private readonly RayMarcher _marcher = new(Solid, Part.Extent);

    /// <summary>A random point of the part that the camera sees.</summary>
    /// <param name="dice">Chooses it.</param>
    /// <param name="wall">Whether it has to be on a wall rather than on a flat top.</param>
    public Vector3 Visible(Dice dice, bool wall)
    {
        var extent = Part.Extent;
        var found = new Vector3(0, 0, extent.Z / 2);
        for (var attempt = 0; attempt < 60; attempt++)
        {
            var aim = new Vector3(dice.Range(-extent.X, extent.X), dice.Range(-extent.Y, extent.Y), dice.Range(0, extent.Z));
            var ray = Vector3.Normalize(aim - View.Eye);
            if (!_marcher.TryHit(View.Eye, ray, out var distance))
                continue;
            found = View.Eye + ray * distance;
            if (!wall || MathF.Abs(Solid.Normal(found).Z) < 0.5f)
                break;
        }
        return found;
    }

    /// <summary>The camera's direction of rows, laid into the bench: what lies further right in the picture lies further along it.</summary>
    public Vector3 Sideways => Vector3.Normalize(new Vector3(View.Right.X, View.Right.Y, 0));
}
