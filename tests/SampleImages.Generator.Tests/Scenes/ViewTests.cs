using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Scenes;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Scenes;

public class ViewTests
{
    [Fact]
    public void Projection_undoes_rays() => Assert.All(Enumerable.Range(0, 20), seed =>
    {
        var view = new View(new Dice(new SampleRandom(seed, 0, 0)), new Vector3(1, 0.5f, 1), 200, 150);
        foreach (var (x, y) in ((float, float)[])[(0, 0), (199, 3), (100, 75), (40, 140)])
        {
            var (place, distance) = view.Project(view.Eye + 5 * view.Ray(x, y));
            Assert.Equal(x, place.X, 0.01f);
            Assert.Equal(y, place.Y, 0.01f);
            Assert.Equal(5, distance, 0.001f);
        }
    });

    [Fact]
    public void No_view_shows_the_horizon() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        var view = new View(new Dice(new SampleRandom(seed, 0, 0)), new Vector3(1, 0.5f, 1), 200, 150);
        Assert.True(view.Ray(0, 0).Z < -0.05f && view.Ray(200, 0).Z < -0.05f);
    });
}
