using TransferLab.DataChecks;
using TransferLab.Imaging;

namespace TransferLab.Tests.DataChecks;

public sealed class PerceptualHashTests
{
    private static readonly byte[][] s_originals = [.. Enumerable.Range(0, 40).Select(Encode)];

    [Fact]
    public void Copies_that_are_compressed_resized_or_brightened_are_found()
    {
        foreach (var original in s_originals)
        {
            using var image = ImageDecoder.Decode(original);
            var (hash, mini) = Look(image);
            using var small = RgbImage.Create(90, 61);
            ImageResizer.Resize(image, ImageRegion.Whole(image), small.Pixels, small.Width, small.Height);
            using var bright = RgbImage.Create(image.Width, image.Height);
            image.Pixels.CopyTo(bright.Pixels);
            foreach (ref var sample in bright.Pixels)
                sample = (byte)Math.Min(255, (sample * 1.1) + 4);
            using var squeezed = ImageDecoder.Decode(image.EncodeJpeg(35));
            foreach (var copy in new[] { small, bright, squeezed })
            {
                var (otherHash, other) = Look(copy);
                Assert.InRange(PerceptualHash.Distance(hash, otherHash), 0, new DataCheckOptions().NearDistance);
                Assert.True(mini.IsLike(other), $"{mini.Correlation(other)}, {mini.ColourDifference(other)}");
            }
        }
    }

    [Fact]
    public void Different_pictures_are_not()
    {
        var looks = s_originals.Select(o =>
        {
            using var image = ImageDecoder.Decode(o);
            return Look(image);
        }).ToArray();
        for (var i = 0; i < looks.Length; i++)
            for (var j = i + 1; j < looks.Length; j++)
                Assert.False(PerceptualHash.Distance(looks[i].Hash, looks[j].Hash) <= new DataCheckOptions().NearDistance && looks[i].Mini.IsLike(looks[j].Mini), $"{i} and {j}");
    }

    [Fact]
    public void Plain_pictures_are_alike_in_one_colour_only()
    {
        var (red, redder, blue) = (Plain(200, 10, 10), Plain(202, 11, 10), Plain(10, 10, 200));

        Assert.True(red.IsLike(redder));
        Assert.False(red.IsLike(blue));

        static Miniature Plain(byte r, byte g, byte b)
        {
            using var image = RgbImage.Create(64, 64);
            for (var i = 0; i < image.Pixels.Length; i += 3)
                (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (r, g, b);
            return Look(image).Mini;
        }
    }

    /// <summary>Blobs of colour, different by number.</summary>
    internal static RgbImage Draw(int number)
    {
        var random = new Random(number);
        var image = RgbImage.Create(180, 122);
        (double X, double Y, double R, double[] Colour)[] blobs = [.. Enumerable.Range(0, 9).Select(_ => (random.NextDouble() * 180, random.NextDouble() * 122, 12 + (random.NextDouble() * 35), (double[])[random.Next(-150, 150), random.Next(-150, 150), random.Next(-150, 150)]))];
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                for (var c = 0; c < 3; c++)
                    image.Pixels[(((y * image.Width) + x) * 3) + c] = (byte)Math.Clamp(118 + blobs.Sum(b => b.Colour[c] * Math.Exp(-(((x - b.X) * (x - b.X)) + ((y - b.Y) * (y - b.Y))) / (b.R * b.R))), 0, 255);
        return image;
    }

    private static byte[] Encode(int number)
    {
        using var image = Draw(number);
        return image.EncodePng();
    }

    private static (ulong Hash, Miniature Mini) Look(RgbImage image)
    {
        var small = new byte[PerceptualHash.Side * PerceptualHash.Side * 3];
        ImageResizer.Resize(image, ImageRegion.Whole(image), small, PerceptualHash.Side, PerceptualHash.Side);
        return (PerceptualHash.Of(small), new Miniature(small));
    }
}
