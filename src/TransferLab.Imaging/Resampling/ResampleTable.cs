using System.Collections.Concurrent;

namespace TransferLab.Imaging.Resampling;

/// <summary>For each output position along one axis: which source positions it is made of and with which fixed-point weights.
/// Positions are relative to the integer origin of the region, so that one table serves every region of the same size.</summary>
internal sealed class ResampleTable
{
    /// <summary>Weights are stored in groups of this many taps; the last group is filled up with zeros.</summary>
    internal const int TapGroup = 4;

    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly short[] _weights;

    internal ResampleTable(in ResampleTableKey key)
    {
        var outputs = key.Outputs;
        _starts = new int[outputs];
        _counts = new int[outputs];

        var scale = key.Length / outputs;
        var widened = Math.Max(scale, 1);
        var support = ResampleFilter.Support(key.Interpolation) * widened;
        var low = -key.MarginBefore;

        var exact = new double[outputs][];
        var mostTaps = 1;
        var largest = 0.0;
        for (var i = 0; i < outputs; i++)
        {
            var center = key.Fraction + (i + 0.5) * scale;
            var slot = key.Flip ? outputs - 1 - i : i;
            exact[slot] = Taps(key.Interpolation, center, support, widened, low, key.High, out _starts[slot]);
            _counts[slot] = exact[slot].Length;
            mostTaps = Math.Max(mostTaps, exact[slot].Length);
            foreach (var weight in exact[slot])
                largest = Math.Max(largest, Math.Abs(weight));
        }

        Stride = (mostTaps + TapGroup - 1) / TapGroup * TapGroup;
        Bits = key.MaxBits;
        while (largest * (1 << Bits) > short.MaxValue)
            Bits--;
        _weights = new short[outputs * Stride];
        for (var i = 0; i < outputs; i++)
            Quantise(exact[i], _weights.AsSpan(i * Stride, Stride), 1 << Bits);

        First = _starts.Min();
        End = 0;
        for (var i = 0; i < outputs; i++)
            End = Math.Max(End, _starts[i] + _counts[i]);
    }

    /// <summary>Binary places of the weights: those of one output sum to exactly 1 &lt;&lt; Bits.</summary>
    internal int Bits { get; }
    /// <summary>Weights from one output to the next: the most taps of any output, rounded up to whole groups.</summary>
    internal int Stride { get; }
    /// <summary>The first source position that any output uses.</summary>
    internal int First { get; }
    /// <summary>One past the last source position that any output uses.</summary>
    internal int End { get; }

    /// <summary>The first source position of each output.</summary>
    internal ReadOnlySpan<int> Starts => _starts;

    /// <summary>The number of taps of each output, without the zeros at the end.</summary>
    internal ReadOnlySpan<int> Counts => _counts;

    /// <summary>The weights, [outputs, <see cref="Stride"/>].</summary>
    internal ReadOnlySpan<short> Weights => _weights;

    /// <summary>Approximate size in memory, for the cache's limit.</summary>
    internal int Bytes => 96 + _weights.Length * sizeof(short) + 2 * _starts.Length * sizeof(int);

    private static double[] Taps(
        Interpolation interpolation, double center, double support, double widened, int low, int high, out int start)
    {
        start = Math.Max(low, (int)Math.Floor(center - support + 0.5));
        var end = Math.Min(high, (int)Math.Floor(center + support + 0.5));
        while (start < end - 1 && ResampleFilter.Weight(interpolation, (start - center + 0.5) / widened) == 0)
            start++;
        while (end > start + 1 && ResampleFilter.Weight(interpolation, (end - 1 - center + 0.5) / widened) == 0)
            end--;

        var weights = new double[end - start];
        var sum = 0.0;
        for (var j = 0; j < weights.Length; j++)
            sum += weights[j] = ResampleFilter.Weight(interpolation, (start + j - center + 0.5) / widened);
        for (var j = 0; j < weights.Length; j++)
            weights[j] /= sum;
        return weights;
    }

    /// <summary>Rounds the running sum instead of each weight, so that the weights sum to <paramref name="one"/> and a flat area stays flat.</summary>
    private static void Quantise(double[] exact, Span<short> weights, int one)
    {
        var running = 0.0;
        var given = 0;
        for (var j = 0; j < exact.Length; j++)
        {
            running += exact[j];
            var rounded = j == exact.Length - 1 ? one : (int)Math.Round(running * one);
            weights[j] = checked((short)(rounded - given));
            given = rounded;
        }
    }
}

/// <summary>Everything the weights along one axis depend on.</summary>
/// <param name="Fraction">The region's start after its integer part, in [0, 1).</param>
/// <param name="Length">The region's length in source pixels.</param>
/// <param name="Outputs">Number of output positions.</param>
/// <param name="MarginBefore">Source pixels before the region's integer origin, as far as the filter can reach.</param>
/// <param name="High">One past the last source pixel the filter may use, relative to the integer origin.</param>
/// <param name="Interpolation">The filter.</param>
/// <param name="Flip">Whether the outputs run backwards.</param>
/// <param name="MaxBits">The most binary places the caller's arithmetic has room for.</param>
internal readonly record struct ResampleTableKey(
    double Fraction, double Length, int Outputs, int MarginBefore, int High, Interpolation Interpolation, bool Flip, int MaxBits)
{
    /// <summary>The key for a region of an axis of some size, and the integer origin that the positions of its table are relative to.</summary>
    internal static ResampleTableKey Create(
        double start, double length, int size, int outputs, Interpolation interpolation, bool flip, int maxBits, out int origin)
    {
        start = Math.Clamp(start, 0, size);
        length = Math.Min(length, size - start);
        origin = Math.Min((int)Math.Floor(start), size - 1);
        var fraction = start - origin;
        var reach = (int)Math.Ceiling(ResampleFilter.Support(interpolation) * Math.Max(length / outputs, 1)) + 1;
        var high = Math.Min(size - origin, (int)Math.Ceiling(fraction + length) + reach);
        return new ResampleTableKey(fraction, length, outputs, Math.Min(origin, reach), high, interpolation, flip, maxBits);
    }
}

/// <summary>Tables already computed, for the whole process. Pictures of a dataset repeat their sizes and random crops their
/// lengths; the cache is emptied when it outgrows its limit, which costs no more than computing the tables again.</summary>
internal static class ResampleTableCache
{
    private const long LimitBytes = 32 << 20;
    private static readonly ConcurrentDictionary<ResampleTableKey, ResampleTable> s_tables = new();
    private static long s_bytes;

    internal static ResampleTable Get(in ResampleTableKey key)
    {
        if (s_tables.TryGetValue(key, out var table))
            return table;
        table = new ResampleTable(key);
        if (!s_tables.TryAdd(key, table))
            return table;
        if (Interlocked.Add(ref s_bytes, table.Bytes) > LimitBytes)
        {
            s_tables.Clear();
            Interlocked.Exchange(ref s_bytes, 0);
        }
        return table;
    }
}

/// <summary>The continuous filters behind <see cref="Interpolation"/>.</summary>
internal static class ResampleFilter
{
    /// <summary>Half the width of the filter at scale 1, in source pixels.</summary>
    internal static double Support(Interpolation interpolation) => interpolation == Interpolation.Bicubic ? 2 : 1;

    /// <summary>The filter's value at a distance <paramref name="x"/> from its centre.</summary>
    internal static double Weight(Interpolation interpolation, double x)
    {
        x = Math.Abs(x);
        if (interpolation == Interpolation.Bilinear)
            return x < 1 ? 1 - x : 0;

        // R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2.
        const double a = -0.5;
        if (x < 1)
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
    }
}
