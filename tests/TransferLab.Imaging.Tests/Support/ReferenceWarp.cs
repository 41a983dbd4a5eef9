using TransferLab.Imaging.Augmentation;

namespace TransferLab.Imaging.Tests.Support;

/// <summary>Bilinear sampling in plain double precision: for each output pixel a point of the picture, a half pixel off its centres.</summary>
internal static class ReferenceWarp
{
    /// <param name="image">The picture.</param>
    /// <param name="width">Output width.</param>
    /// <param name="height">Output height.</param>
    /// <param name="point">From the middle of an output pixel to a point of the picture.</param>
    /// <param name="fill">What lies beyond the picture.</param>
    public static byte[] Sample(RgbImage image, int width, int height, Func<double, double, (double X, double Y)> point, EdgeFill fill = EdgeFill.Reflect)
    {
        var result = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (u, v) = point(x + 0.5, y + 0.5);
                var (left, top) = (Math.Floor(u - 0.5), Math.Floor(v - 0.5));
                var (fx, fy) = (u - 0.5 - left, v - 0.5 - top);
                for (var c = 0; c < 3; c++)
                {
                    var value = (1 - fy) * ((1 - fx) * Get(left, top) + fx * Get(left + 1, top))
                        + fy * ((1 - fx) * Get(left, top + 1) + fx * Get(left + 1, top + 1));
                    result[(y * width + x) * 3 + c] = (byte)Math.Clamp(Math.Round(value), 0, 255);

                    double Get(double column, double row)
                    {
                        var (i, j) = ((int)column, (int)row);
                        var outside = i < 0 || j < 0 || i >= image.Width || j >= image.Height;
                        if (outside && fill is (EdgeFill.Grey or EdgeFill.Black))
                            return fill == EdgeFill.Grey ? 128 : 0;
                        return image.Pixels[(Inside(j, image.Height, fill) * image.Width + Inside(i, image.Width, fill)) * 3 + c];
                    }
                }
            }
        return result;
    }

    // Walks back and forth over the picture, each edge pixel twice.
    private static int Inside(int i, int size, EdgeFill fill)
    {
        if (fill == EdgeFill.Edge)
            return Math.Clamp(i, 0, size - 1);
        while (i < 0 || i >= size)
            i = i < 0 ? -1 - i : 2 * size - 1 - i;
        return i;
    }
}
