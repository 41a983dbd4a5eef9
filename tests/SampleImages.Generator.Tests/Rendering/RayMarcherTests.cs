using System.Numerics;
using SampleImages.Generator.Parts;
using SampleImages.Generator.Rendering;

namespace SampleImages.Generator.Tests.Rendering;

public class RayMarcherTests
{
    private static readonly RayMarcher s_marcher = new(new Cube(), new Vector3(0.5f, 0.5f, 1));

    [Fact]
    public void A_ray_meets_the_near_face_or_passes_by()
    {
        Assert.True(s_marcher.TryHit(new Vector3(-4, 0.1f, 0.5f), Vector3.UnitX, out var distance));
        Assert.Equal(3.5f, distance, 0.002f);
        Assert.False(s_marcher.TryHit(new Vector3(-4, 0.6f, 0.5f), Vector3.UnitX, out _));
        Assert.False(s_marcher.TryHit(new Vector3(-4, 0, 0.5f), -Vector3.UnitX, out _));
    }

    [Fact]
    public void The_body_casts_a_shadow_with_a_soft_rim()
    {
        var lamp = Vector3.Normalize(new Vector3(1, 0, 1));
        float At(float x) => s_marcher.Lit(new Vector3(x, 0, 0.001f), lamp, 8);
        Assert.Equal(0, At(-0.8f));
        Assert.Equal(1, At(-2.4f));
        Assert.InRange(At(-1.5f), 0.1f, 0.9f);
    }

    [Fact]
    public void A_wall_near_by_covers_some_of_the_sky()
    {
        var free = s_marcher.Open(new Vector3(0, 0, 1), Vector3.UnitZ);
        var foot = s_marcher.Open(new Vector3(0.5f, 0, 0.02f), Vector3.UnitX);
        Assert.Equal(1, free, 0.01f);
        Assert.InRange(foot, 0.05f, 0.8f);
    }

    private sealed class Cube : Solid
    {
        public override float Distance(Vector3 p) => Distances.Block(p, 0.5f, 0.5f, 0, 1, 0);
    }
}
