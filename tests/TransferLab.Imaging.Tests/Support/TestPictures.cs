using TransferLab.Testing;

namespace TransferLab.Imaging.Tests.Support;

/// <summary>Pictures made by the tests.</summary>
internal static class TestPictures
{
    /// <summary>Every sample random.</summary>
    public static RgbImage Noise(int width, int height, int seed)
    {
        var image = RgbImage.Create(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>Smooth, different in every corner and channel.</summary>
    public static RgbImage Smooth(int width, int height)
    {
        var image = RgbImage.Create(width, height);
        var pixels = image.Pixels;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                pixels[at] = (byte)(40 + 200 * x / Math.Max(1, width - 1));
                pixels[at + 1] = (byte)(20 + 180 * y / Math.Max(1, height - 1));
                pixels[at + 2] = (byte)(128 + 100 * Math.Sin((x + 2.0 * y) / 17));
            }
        return image;
    }

    /// <summary>The largest difference between two runs of samples.</summary>
    public static int LargestDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        var largest = 0;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }

    /// <summary>Asserts equal sizes and samples that differ by at most a few levels.</summary>
    public static void AssertClose(RgbImage expected, RgbImage actual, int tolerance)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.InRange(LargestDifference(expected.Pixels, actual.Pixels), 0, tolerance);
    }

    /// <summary>The path of a committed fixture.</summary>
    public static string Fixture(string name) =>
        Path.Combine(TransferLab.Testing.RepositoryRoot.Path, "tests", "TransferLab.Imaging.Tests", "Fixtures", name);
}
