using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Rendering;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Rendering;

/// <summary>What lens and sensor do to a plain grey wall.</summary>
public class CameraTests
{
    [Fact]
    public void The_lens_keeps_the_light_of_the_middle_and_darkens_corners_at_most() => Assert.All(Enumerable.Range(0, 12), seed =>
    {
        var frame = Wall(0.4f);
        new Lens(new Dice(new SampleRandom(seed, 0, 0))).Apply(frame, 5);
        Assert.Equal(0.4f, frame.Light[16 * 40 + 20].Y, 0.003f);
        Assert.InRange(frame.Light[0].Y, 0.2f, 0.4001f);
    });

    [Fact]
    public void A_point_out_of_focus_spreads_and_keeps_its_light()
    {
        var frame = Wall(0);
        frame.Light[16 * 40 + 20] = Vector3.One;
        Array.Fill(frame.Depth, 20);
        new Lens(new Dice(new SampleRandom(1, 0, 0))).Apply(frame, 5);
        Assert.InRange(frame.Light[16 * 40 + 20].X, 0.001f, 0.1f);
        Assert.InRange(frame.Light.Sum(l => l.X), 0.9f, 1.001f);
    }

    [Fact]
    public void Exposure_does_not_depend_on_how_bright_the_scene_is()
    {
        using var dim = new Sensor(new Dice(new SampleRandom(4, 0, 0))).Expose(Wall(0.1f));
        using var bright = new Sensor(new Dice(new SampleRandom(4, 0, 0))).Expose(Wall(3));
        Assert.Equal((20, 16), (dim.Width, dim.Height));
        // Equal to rounding of the mean.
        for (var i = 0; i < dim.Pixels.Length; i++)
            Assert.InRange(dim.Pixels[i] - bright.Pixels[i], -1, 1);
    }

    [Fact]
    public void A_sensor_has_noise()
    {
        using var image = new Sensor(new Dice(new SampleRandom(4, 0, 0))).Expose(Wall(0.5f));
        Assert.InRange(image.Pixels.ToArray().Where((_, i) => i % 3 == 1).Distinct().Count(), 3, 60);
    }

    private static Frame Wall(float light)
    {
        var frame = new Frame(40, 32);
        Array.Fill(frame.Light, new Vector3(light));
        Array.Fill(frame.Depth, 5);
        return frame;
    }
}
