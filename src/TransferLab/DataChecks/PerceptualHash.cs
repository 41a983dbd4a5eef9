using System.Numerics.Tensors;

namespace TransferLab.DataChecks;

/// <summary>63 bits of how a picture looks from afar, much the same after resizing, compressing or brightening it: whether each of the 63
/// lowest frequencies of a 32×32 grey copy (type-II cosine transform) is above their median. Plain pictures have the hash 0.</summary>
internal static class PerceptualHash
{
    /// <summary>Width and height of the copy that is hashed.</summary>
    public const int Side = 32;

    private const int Frequencies = 8;

    // What waves of some four levels of brightness add up to.
    private const double Faintest = 2000;

    private static readonly double[] s_cosines = Cosines();

    /// <summary>The hash of a picture.</summary>
    /// <param name="small">The picture at 32×32, RGB.</param>
    public static ulong Of(ReadOnlySpan<byte> small)
    {
        Span<double> rows = stackalloc double[Side * Frequencies];
        Span<double> grey = stackalloc double[Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
                grey[x] = Luma(small, (y * Side) + x);
            for (var u = 0; u < Frequencies; u++)
                rows[(y * Frequencies) + u] = Dot(grey, u);
        }
        Span<double> frequencies = stackalloc double[Frequencies * Frequencies];
        for (var u = 0; u < Frequencies; u++)
        {
            for (var y = 0; y < Side; y++)
                grey[y] = rows[(y * Frequencies) + u];
            for (var v = 0; v < Frequencies; v++)
                frequencies[(v * Frequencies) + u] = Dot(grey, v);
        }
        // The first is the brightness, which says nothing. Without others there are no shapes, and signs would be those of noise.
        if (TensorPrimitives.MaxMagnitude<double>(frequencies[1..]) is < Faintest and > -Faintest)
            return 0;
        Span<double> sorted = stackalloc double[frequencies.Length - 1];
        frequencies[1..].CopyTo(sorted);
        sorted.Sort();
        var median = sorted[sorted.Length / 2];
        var hash = 0UL;
        for (var i = 1; i < frequencies.Length; i++)
            if (frequencies[i] > median)
                hash |= 1UL << i;
        return hash;
    }

    /// <summary>Bits in which two hashes differ.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    /// <summary>Brightness of a pixel, 0 to 255 (ITU-R BT.601).</summary>
    internal static double Luma(ReadOnlySpan<byte> rgb, int pixel) =>
        (0.299 * rgb[pixel * 3]) + (0.587 * rgb[(pixel * 3) + 1]) + (0.114 * rgb[(pixel * 3) + 2]);

    private static double Dot(ReadOnlySpan<double> values, int frequency)
    {
        var sum = 0.0;
        for (var i = 0; i < Side; i++)
            sum += values[i] * s_cosines[(frequency * Side) + i];
        return sum;
    }

    private static double[] Cosines()
    {
        var table = new double[Frequencies * Side];
        for (var u = 0; u < Frequencies; u++)
            for (var x = 0; x < Side; x++)
                table[(u * Side) + x] = Math.Cos(Math.PI / Side * (x + 0.5) * u);
        return table;
    }
}
