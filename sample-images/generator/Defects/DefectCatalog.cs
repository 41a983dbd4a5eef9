using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Defects;

/// <summary>All kinds of defects by the names they have as labels.</summary>
internal static class DefectCatalog
{
    /// <summary>The label of parts without a defect, where every picture needs a label.</summary>
    public const string Sound = "ok";

    /// <summary>The label of a kind.</summary>
    public static string Label(DefectKind kind) => kind switch
    {
        DefectKind.Warping => "warping",
        DefectKind.LayerShift => "layer-shift",
        DefectKind.Blobs => "blobs",
        DefectKind.UnderExtrusion => "under-extrusion",
        DefectKind.Cracking => "cracking",
        DefectKind.Stringing => "stringing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "names no defect"),
    };

    /// <summary>A defect at a random place.</summary>
    /// <param name="kind">What goes wrong.</param>
    /// <param name="strength">0 (an experienced eye sees it) to 1 (nobody misses it).</param>
    /// <param name="dice">Place and details.</param>
    /// <param name="site">The part.</param>
    public static Defect Make(DefectKind kind, float strength, Dice dice, Site site) => kind switch
    {
        DefectKind.Warping => new Warping(strength, dice, site),
        DefectKind.LayerShift => new LayerShift(strength, dice, site),
        DefectKind.Blobs => new Blobs(strength, dice, site),
        DefectKind.UnderExtrusion => new UnderExtrusion(strength, dice, site),
        DefectKind.Cracking => new Cracking(strength, dice, site),
        DefectKind.Stringing => new Stringing(strength, dice, site),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "names no defect"),
    };
}
