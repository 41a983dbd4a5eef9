using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Tests.Augmentation.Kernels;

public class NormalTableTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.0013498980316300933, -3)]
    [InlineData(0.99987793, 3.66833)]
    public void Quantiles_are_those_of_the_tables(double p, double expected)
    {
        Assert.Equal(expected, NormalTable.Quantile(p), 4);
        Assert.Equal(expected, Bisect(p), 4);
    }

    /// <summary>The quantile by bisection on Simpson's rule over the density.</summary>
    internal static double Bisect(double p)
    {
        var (low, high) = (-6.0, 6.0);
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            if (0.5 + Area(middle) < p)
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    private static double Area(double x)
    {
        const int steps = 400;
        double sum = 0, h = x / steps;
        for (var i = 0; i <= steps; i++)
            sum += (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-(i * h) * (i * h) / 2);
        return sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }
}
