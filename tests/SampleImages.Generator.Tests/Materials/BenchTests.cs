using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Materials;

public class BenchTests
{
    private static readonly Bench[] s_benches = [.. Enumerable.Range(0, 60).Select(i => BenchCatalog.Draw(new Dice(new SampleRandom(1, 0, i))))];

    [Fact]
    public void The_catalog_draws_every_kind_of_bench()
    {
        var kinds = typeof(Bench).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Bench)));
        Assert.Equal(kinds.OrderBy(t => t.Name), s_benches.Select(p => p.GetType()).Distinct().OrderBy(t => t.Name));
    }

    [Fact]
    public void Benches_are_flat_on_the_whole_textured_and_as_bright_as_they_say() => Assert.All(s_benches, bench =>
    {
        var dice = new Dice(new SampleRandom(2, 0, 0));
        var surfaces = Enumerable.Range(0, 3000).Select(_ => bench.SurfaceAt(new Vector3(dice.Range(-3, 3), dice.Range(-3, 3), 0))).ToArray();
        Assert.All(surfaces, s => Assert.True(s.Albedo.X is >= 0 and < 1.5f && s.Normal.Z > 0.5f && s.Gloss is >= 0 and <= 1));
        Assert.InRange(surfaces.Average(s => s.Albedo.Y) / bench.Mean.Y, 0.6, 1.9);
        Assert.True(surfaces.Select(s => s.Albedo.Y).Distinct().Count() > 100, bench.GetType().Name);
        Assert.InRange(surfaces.Average(s => s.Normal.X), -0.1, 0.1);
    });
}
