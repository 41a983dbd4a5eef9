using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Numbers;

/// <summary>Draws of one concern of one picture. Concerns have streams of their own, so that a draw more in one changes nothing in another.</summary>
internal sealed class Dice(SampleRandom random)
{
    private SampleRandom _random = random;

    /// <summary>32 uniform bits, e.g. as the seed of a <see cref="Noise"/>.</summary>
    public uint Bits() => (uint)(_random.NextUInt64() >> 32);

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float Range(float low, float high) => (float)_random.Uniform(low, high);

    /// <summary>Uniform in <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Count(int low, int high) => low + _random.NextInt32(high - low + 1);

    /// <summary>True with a probability of 0 to 1.</summary>
    public bool Chance(double probability) => _random.Chance(probability);

    /// <summary>One of some values, each as likely.</summary>
    public T Pick<T>(ReadOnlySpan<T> values) => values[_random.NextInt32(values.Length)];

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public float Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
    }

    /// <summary>The numbers 0 to <paramref name="count"/> − 1 in random order (Fisher and Yates).</summary>
    public int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var j = _random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
