using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>All kinds of parts.</summary>
internal static class PartCatalog
{
    private static readonly Func<Dice, Part>[] s_kinds =
    [
        d => new TwinTowers(d), d => new ForkBracket(d), d => new Comb(d), d => new ArchBlock(d), d => new OpenBox(d), d => new CableClip(d),
    ];

    /// <summary>A part of a random kind and random measures.</summary>
    public static Part Draw(Dice dice) => dice.Pick<Func<Dice, Part>>(s_kinds)(dice);
}
