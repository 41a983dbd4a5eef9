namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>Normally distributed whole numbers by looking up 12 random bits in a table of quantiles: five for each 64 bits drawn, none beyond 3.7σ.</summary>
internal static class NormalTable
{
    /// <summary>Entries, each as probable as any other.</summary>
    public const int Size = 4096;

    private static readonly float[] s_quantiles = [.. Enumerable.Range(0, Size).Select(i => (float)Quantile((i + 0.5) / Size))];

    /// <summary>Fills a table with the quantiles of a normal distribution around 0, rounded.</summary>
    public static void Fill(Span<short> table, double deviation)
    {
        for (var i = 0; i < Size; i++)
            table[i] = (short)Math.Round(s_quantiles[i] * deviation);
    }

    /// <summary>The inverse of the normal distribution's cumulative function by Newton's method on a series for it:
    /// Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + …) (Marsaglia: "Evaluating the normal distribution", 2004).</summary>
    public static double Quantile(double p)
    {
        double x = 0;
        for (var step = 0; step < 60; step++)
        {
            var (term, sum) = (x, x);
            for (var n = 3; Math.Abs(term) > 1e-17; n += 2)
                sum += term *= x * x / n;
            var density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
            var move = Math.Clamp((p - 0.5 - sum * density) / density, -1, 1);
            x += move;
            if (Math.Abs(move) < 1e-12)
                break;
        }
        return x;
    }
}
