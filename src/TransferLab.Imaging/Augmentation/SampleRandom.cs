namespace TransferLab.Imaging.Augmentation;

/// <summary>The random numbers of one sample in one epoch. The n-th number is a hash of (seed, epoch, index, stream, n), so it depends neither
/// on threads nor on what other samples drew. The sequence is part of the format of a run: it never changes between versions.</summary>
/// <remarks>splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): number n is mix(key + n ·
/// 0x9E3779B97F4A7C15), with key = mix'(mix'(mix'(seed) ^ epoch) ^ index), mix'(z) = mix(z + 0x9E3779B97F4A7C15), and mix the
/// generator's 64-bit finaliser. TransferLab.Data.CounterRandom is the same generator with other keys; this library stands
/// alone and so has its own. A mutable value: pass it by reference to go on with the sequence, by value to repeat it.</remarks>
public struct SampleRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private readonly ulong _key;
    private ulong _state;

    /// <summary>The sequence of one sample in one epoch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The sample's index in the data set.</param>
    public SampleRandom(long seed, long epoch, long index)
        : this(MixNext(MixNext(MixNext((ulong)seed) ^ (ulong)epoch) ^ (ulong)index))
    {
    }

    internal SampleRandom(ulong key)
    {
        _key = key;
        _state = key;
    }

    /// <summary>A sequence of its own, however many numbers were drawn from this one: each transform gets one, so that none shifts another's draws.</summary>
    /// <param name="stream">Which; the same number gives the same sequence.</param>
    public readonly SampleRandom Fork(int stream) => new(MixNext(_key ^ MixNext(unchecked((ulong)stream + Gamma))));

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64() => Mix(_state += Gamma);

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end; equal to the lower gives that value.</param>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform in 0 to <paramref name="count"/> − 1, by one draw (the bias is below count / 2³²).</summary>
    /// <param name="count">How many values, at least 1.</param>
    public int NextInt32(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)((NextUInt64() >> 32) * (ulong)count >> 32);
    }

    /// <summary>True with a probability.</summary>
    /// <param name="probability">0 (never) to 1 (always).</param>
    public bool Chance(double probability) => NextDouble() < probability;

    private static ulong MixNext(ulong z) => Mix(z + Gamma);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
