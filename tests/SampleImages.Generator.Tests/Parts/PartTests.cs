using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Parts;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Parts;

public class PartTests
{
    private static readonly Part[] s_parts = [.. Enumerable.Range(0, 60).Select(i => PartCatalog.Draw(new Dice(new SampleRandom(1, 0, i))))];

    [Fact]
    public void The_catalog_draws_every_kind_of_part()
    {
        var kinds = typeof(Part).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Part)));
        Assert.Equal(kinds.OrderBy(t => t.Name), s_parts.Select(p => p.GetType()).Distinct().OrderBy(t => t.Name));
    }

    [Fact]
    public void A_part_stands_on_the_bench_within_its_extent() => Assert.All(s_parts, part =>
    {
        var dice = new Dice(new SampleRandom(2, 0, 0));
        var (inside, lowest, widest) = (0, float.MaxValue, 0f);
        for (var i = 0; i < 20_000; i++)
        {
            var p = new Vector3(dice.Range(-1.3f, 1.3f), dice.Range(-1.3f, 1.3f), dice.Range(-0.2f, 1.6f));
            if (part.Distance(p) >= 0)
                continue;
            inside++;
            lowest = MathF.Min(lowest, p.Z);
            widest = MathF.Max(widest, MathF.Abs(p.X));
            Assert.True(MathF.Abs(p.X) <= part.Extent.X && MathF.Abs(p.Y) <= part.Extent.Y && p.Z >= 0 && p.Z <= part.Extent.Z, $"{part.GetType().Name} reaches {p}");
        }
        Assert.True(inside > 500, $"{part.GetType().Name} is all but empty");
        Assert.InRange(lowest, 0, 0.05f);
        Assert.InRange(widest, part.Extent.X - 0.1f, part.Extent.X);
    });

    [Fact]
    public void Distances_never_change_faster_than_the_way() => Assert.All(s_parts, part =>
    {
        var dice = new Dice(new SampleRandom(3, 0, 0));
        for (var i = 0; i < 3000; i++)
        {
            var p = new Vector3(dice.Range(-1.5f, 1.5f), dice.Range(-1.5f, 1.5f), dice.Range(0, 1.8f));
            var step = 0.02f * new Vector3(dice.Normal(), dice.Normal(), dice.Normal());
            Assert.InRange(MathF.Abs(part.Distance(p + step) - part.Distance(p)), 0, 1.01f * step.Length() + 1e-5f);
        }
    });

    [Fact]
    public void Normals_are_unit_vectors_out_of_the_body() => Assert.All(s_parts, part =>
    {
        // From above onto the foot or wall.
        var p = new Vector3(part.Extent.X - 0.06f, 0, 2);
        while (part.Distance(p) > 0.002f && p.Z > 0.01f)
            p.Z -= MathF.Max(0.9f * part.Distance(p), 0.001f);
        var normal = part.Normal(p);
        Assert.Equal(1, normal.Length(), 4);
        Assert.True(part.Distance(p + 0.02f * normal) > part.Distance(p) + 0.01f, part.GetType().Name);
    });
}
