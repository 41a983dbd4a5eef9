using TransferLab.Imaging.Augmentation;

namespace TransferLab.Imaging.Tests.Support;

/// <summary>What every transform with a probability must do.</summary>
internal static class TransformContract
{
    private const int Size = 24;
    private static readonly ImageGeometry s_geometry = new() { Width = Size, Height = Size, Mode = ResizeMode.Squash };

    /// <param name="create">The transform with a probability; its parameters always change a picture, or nearly.</param>
    /// <param name="refused">The same with parameters out of range.</param>
    public static void Check(Func<double, ImageTransform> create, params ImageTransform[] refused)
    {
        using var image = TestPictures.Noise(Size, Size, seed: 9);
        foreach (ref var sample in image.Pixels)
            sample = (byte)(20 + sample * 200 / 255);
        var plain = Sample(image, new AugmentationPipeline(), 0);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(plain, Sample(image, new AugmentationPipeline(create(0)), i)));
        var always = new AugmentationPipeline(create(1));
        var samples = Enumerable.Range(0, 50).Select(i => Sample(image, always, i)).ToArray();
        Assert.InRange(samples.Count(s => !s.SequenceEqual(plain)), 40, 50);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(samples[i], Sample(image, always, i)));
        var half = new AugmentationPipeline(create(0.5));
        Assert.InRange(Enumerable.Range(0, 200).Count(i => !Sample(image, half, i).SequenceEqual(plain)), 60, 140);
        Assert.Contains("Probability = 0.25", create(0.25).ToString(), StringComparison.Ordinal);
        Assert.All(refused.Concat([create(-0.1), create(1.5), create(double.NaN)]), t => Assert.Throws<ArgumentException>(() => new AugmentationPipeline(t)));
    }

    /// <summary>One sample at the size of the picture or of a geometry.</summary>
    public static byte[] Sample(RgbImage image, AugmentationPipeline pipeline, int index, ImageGeometry? geometry = null)
    {
        geometry ??= new() { Width = image.Width, Height = image.Height, Mode = ResizeMode.Squash };
        var pixels = new byte[geometry.Width * geometry.Height * 3];
        pipeline.Apply(image, pixels, geometry, new SampleRandom(3, 1, index));
        return pixels;
    }

    /// <summary>The same transform on pixels alone.</summary>
    public static byte[] Apply(PixelTransform transform, RgbImage image, int index = 0)
    {
        var random = new SampleRandom(3, 1, index);
        var pixels = image.Pixels.ToArray();
        transform.Apply(pixels, image.Width, image.Height, ref random);
        return pixels;
    }

    /// <summary>The numbers that the first transform of a pipeline draws for a sample.</summary>
    public static SampleRandom Draws(int index) => new SampleRandom(3, 1, index).Fork(0);

    /// <summary>A picture of grey values, row by row.</summary>
    public static RgbImage Grey(int width, params byte[] values)
    {
        var image = RgbImage.Create(width, values.Length / width);
        for (var i = 0; i < values.Length; i++)
            image.Pixels.Slice(3 * i, 3).Fill(values[i]);
        return image;
    }

    /// <summary>The red channel.</summary>
    public static byte[] Red(byte[] pixels) => [.. pixels.Where((_, i) => i % 3 == 0)];
}
