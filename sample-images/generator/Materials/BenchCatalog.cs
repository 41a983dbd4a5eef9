using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Materials;

/// <summary>All kinds of benches.</summary>
internal static class BenchCatalog
{
    private static readonly Func<Dice, Bench>[] s_kinds =
        [d => new WoodBench(d), d => new CuttingMat(d), d => new MetalPlate(d), d => new Cardboard(d), d => new TableTop(d), d => new PrintBed(d)];

    /// <summary>A bench of a random kind.</summary>
    public static Bench Draw(Dice dice) => dice.Pick<Func<Dice, Bench>>(s_kinds)(dice);
}
