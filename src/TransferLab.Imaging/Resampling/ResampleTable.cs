namespace TransferLab.Imaging.Resampling;

/// <summary>
/// For each output position along one axis: which source positions it is made of and with which fixed-point weights. Positions are relative to
/// the integer origin of the region, so that one table serves every region of the same size.
/// </summary>
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
