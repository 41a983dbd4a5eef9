namespace TransferLab.Imaging.Tests.Support;

/// <summary>
/// The definition of the resize in plain double precision, written from the documentation and not from the implementation: weights by
/// distance through a widened filter, both axes at once, one rounding at the end.
/// </summary>
internal static class ReferenceResizer
{
    public static byte[] Resize(RgbImage source, ImageRegion region, int width, int height, Interpolation interpolation, bool flip = false)
    {
        var across = Weights(region.X, region.Width, source.Width, width, interpolation);
        var down = Weights(region.Y, region.Height, source.Height, height, interpolation);
        var result = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var sum = 0.0;
                    for (var sy = 0; sy < source.Height; sy++)
                        if (down[y][sy] != 0)
                            for (var sx = 0; sx < source.Width; sx++)
                                if (across[x][sx] != 0)
                                    sum += down[y][sy] * across[x][sx] * source.Pixels[(sy * source.Width + sx) * 3 + c];
                    var column = flip ? width - 1 - x : x;
                    result[(y * width + column) * 3 + c] = (byte)Math.Clamp(Math.Floor(sum + 0.5), 0, 255);
                }
        return result;
    }

    private static double[][] Weights(double start, double length, int size, int outputs, Interpolation interpolation)
    {
        var result = new double[outputs][];
        var scale = length / outputs;
        var widened = Math.Max(1, scale);
        for (var i = 0; i < outputs; i++)
        {
            var center = start + (i + 0.5) * scale;
            var weights = new double[size];
            for (var s = 0; s < size; s++)
                weights[s] = interpolation == Interpolation.Bilinear ? Triangle((s + 0.5 - center) / widened) : Cubic((s + 0.5 - center) / widened);
            var sum = weights.Sum();
            result[i] = [.. weights.Select(w => w / sum)];
        }
        return result;
    }

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    }
}
