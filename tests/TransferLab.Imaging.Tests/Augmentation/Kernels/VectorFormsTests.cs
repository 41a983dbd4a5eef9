using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Augmentation.Kernels;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation.Kernels;

/// <summary>The vector form of each kernel against its plain form: the same bytes, at sizes that leave every kind of rest.</summary>
public class VectorFormsTests
{
    public static TheoryData<int, int> Sizes =>
        new() { { 1, 1 }, { 2, 1 }, { 1, 3 }, { 3, 3 }, { 5, 4 }, { 8, 2 }, { 11, 9 }, { 16, 5 }, { 33, 7 }, { 64, 64 }, { 224, 3 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Colour_matrices(int width, int height)
    {
        foreach (var degrees in (double[])[-170, -20, 5, 90])
            Same(width, height, (pixels, vectorise) => ColorMatrix.Hue(degrees).Apply(pixels, vectorise));
        foreach (var factor in (double[])[0, 0.7, 5])
            Same(width, height, (pixels, vectorise) => ColorMatrix.Saturation(factor).Apply(pixels, vectorise));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Sharpness(int width, int height)
    {
        foreach (var factor in (double[])[0, 0.5, 2, 10])
            Same(width, height, (pixels, vectorise) => SharpnessFilter.Apply(pixels, width, height, factor, vectorise));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gaussian_blur(int width, int height)
    {
        foreach (var sigma in (double[])[0.05, 0.8, 3.1, 10])
            Same(width, height, (pixels, vectorise) => GaussianFilter.Apply(pixels, width, height, sigma, vectorise));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Warps(int width, int height)
    {
        using var image = TestPictures.Noise(40, 30, seed: 6);
        foreach (var fill in Enum.GetValues<EdgeFill>())
            foreach (var map in (Projection[])[Projection.Rotation(20).About(20, 15), Projection.Scaling(0.3, 0.2), Projection.Translation(-1e9, 3),
                Projection.SquareTo((0, 0), (2, 0.1), (1.5, 1.2), (0.2, 2))])
                Same(width, height,
                    (pixels, vectorise) => WarpKernel.Warp(ref image.FirstSample, 40, 30, map, pixels, width, height, BorderRule.Of(fill), vectorise));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Sums_over_channels(int width, int height)
    {
        using var image = TestPictures.Noise(width, height, seed: 3);
        var pixels = image.Pixels.ToArray();
        Assert.Equal((Sum(0), Sum(1), Sum(2)), PictureStatistics.ChannelSums(pixels));

        long Sum(int channel) => pixels.Where((_, i) => i % 3 == channel).Sum(v => (long)v);
    }

    private static void Same(int width, int height, Action<byte[], bool> change)
    {
        using var image = TestPictures.Noise(width, height, seed: width * 31 + height);
        // Bytes behind the last must stay as they are.
        var (plain, vector) = (image.Pixels.ToArray(), image.Pixels.ToArray());
        change(plain, false);
        change(vector, true);
        Assert.Equal(plain, vector);
    }
}
