using TransferLab.Data;
using TransferLab.Pretraining.Categories;

namespace TransferLab.Tests.Pretraining.Categories;

/// <summary>Frames, curves, noise and blur, each against its definition.</summary>
public sealed class BuildingBlockTests
{
    [Fact]
    public void A_frame_and_its_inverse_undo_each_other()
    {
        var random = new CounterRandom(3);
        for (var i = 0; i < 200; i++)
        {
            var frame = Frame.Place(100, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, 6.3f * random.NextSingle(), 0.3f + random.NextSingle(),
                (0.5f + random.NextSingle()) * (i % 2 == 0 ? 1 : -1)).Child(0.2f, -0.1f, random.NextSingle(), 0.5f);
            var back = frame.Inverse();
            float x = 100 * random.NextSingle(), y = 100 * random.NextSingle();
            var (u, v) = (frame.OriginX + x * frame.RightX + y * frame.DownX, frame.OriginY + x * frame.RightY + y * frame.DownY);
            Assert.Equal(x, back.OriginX + u * back.RightX + v * back.DownX, 0.01f);
            Assert.Equal(y, back.OriginY + u * back.RightY + v * back.DownY, 0.01f);
        }
    }

    [Fact]
    public void A_frame_puts_the_form_where_it_was_told()
    {
        var frame = Frame.Place(100, 0.5f, -0.5f, MathF.PI / 2, 0.25f, 1);
        // The form's origin lies at a quarter of the height and three quarters of the width; its first axis points down, a unit of it is 12.5 pixels.
        Assert.Equal(0, frame.OriginX + 74.5f * frame.RightX + 24.5f * frame.DownX, 0.001f);
        Assert.Equal(0, frame.OriginY + 74.5f * frame.RightY + 24.5f * frame.DownY, 0.001f);
        Assert.Equal(1, frame.OriginX + 74.5f * frame.RightX + 37f * frame.DownX, 0.001f);
        Assert.Equal(0.08f, frame.PixelSize, 0.001f);
    }

    [Fact]
    public void A_profile_has_the_radius_it_was_made_with()
    {
        var profile = new RadialProfile("square", a => 1 / Math.Max(Math.Abs(Math.Cos(a)), Math.Abs(Math.Sin(a))));
        for (var degrees = 0; degrees < 360; degrees += 7)
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            var expected = 1 / Math.Max(Math.Abs(cos), Math.Abs(sin)) / Math.Sqrt(2);
            Assert.Equal(expected, profile.Radius((float)(0.3 * cos), (float)(0.3 * sin)), 0.01);
        }
    }

    [Fact]
    public void A_painted_disc_has_the_area_of_a_disc()
    {
        var layer = new Layer(80);
        new RadialProfile("disc", _ => 1).Paint(Frame.Place(80, 0.1f, 0, 0, 0.5f, 1), layer, new Paint(0.7f));
        Assert.Equal(Math.PI * 20 * 20, layer.Alpha.Sum(), 8.0);
        Assert.Equal(0.7f, layer.Value[40 * 80 + 40], 5);
        Assert.Equal(0, layer.Alpha[0]);
    }

    [Fact]
    public void Random_profiles_are_closed_curves_within_the_unit_circle()
    {
        var random = new CounterRandom(5);
        var names = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var profile = RadialProfile.Random(ref random);
            names.Add(profile.Name);
            for (var k = 0; k < 90; k++)
                Assert.InRange(profile.Radius(MathF.Cos(k * 0.07f), MathF.Sin(k * 0.07f)), 0.05f, 1);
        }
        Assert.True(names.Count > 20, string.Join(' ', names));
    }

    [Fact]
    public void Noise_has_mean_zero_and_the_stated_deviation_and_is_continuous()
    {
        double sum = 0, squares = 0;
        const int side = 256;
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var here = NoiseTile.Sample(x * 0.125f - 16, y * 0.125f - 16);
                sum += here;
                squares += here * here;
                Assert.InRange(Math.Abs(NoiseTile.Sample(x * 0.125f - 15.99f, y * 0.125f - 16) - here), 0, 0.06);
            }
        Assert.Equal(0, sum / (side * side), 0.05);
        Assert.Equal(0.35, Math.Sqrt(squares / (side * side)), 0.02);
    }

    [Fact]
    public void Cells_have_nearest_points_and_borders()
    {
        foreach (var tile in CellTile.All)
        {
            var owners = new HashSet<float>();
            for (var i = 0; i < 4000; i++)
            {
                tile.Sample(i * 0.37f - 300, i * 0.0917f - 50, out var nearest, out var gap, out var owner);
                Assert.InRange(nearest, 0, 1.7f);
                Assert.InRange(gap, 0, 1.7f);
                owners.Add(owner);
            }
            Assert.True(owners.Count > 300);
        }
    }

    [Fact]
    public void The_cosine_is_a_cosine()
    {
        for (var turns = -5f; turns < 5; turns += 0.0137f)
            Assert.Equal(Math.Cos(turns * 2 * Math.PI), Waveform.Cosine(turns), 0.002);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(19, 3)]
    public void Blur_is_the_binomial_filter(int size, int channels)
    {
        var random = new CounterRandom(8);
        var plane = new float[size * size * channels];
        foreach (ref var value in plane.AsSpan())
            value = random.NextSingle();
        var expected = Filter(Filter(plane, size, channels, 1, 0), size, channels, 0, 1);
        Blur.Binomial(plane, size, new float[plane.Length], channels);
        for (var i = 0; i < plane.Length; i++)
            Assert.Equal(expected[i], plane[i], 1e-5f);
    }

    private static float[] Filter(float[] plane, int size, int channels, int dx, int dy)
    {
        var result = (float[])plane.Clone();
        for (var y = dy; y < size - dy; y++)
            for (var x = dx; x < size - dx; x++)
                for (var c = 0; c < channels; c++)
                    result[(y * size + x) * channels + c] = 0.25f * plane[((y - dy) * size + x - dx) * channels + c] + 0.5f * plane[(y * size + x) * channels + c]
                        + 0.25f * plane[((y + dy) * size + x + dx) * channels + c];
        return result;
    }
}
