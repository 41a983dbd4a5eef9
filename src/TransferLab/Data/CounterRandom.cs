namespace TransferLab.Data;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): the n-th draw is a mix of key + n·0x9E3779B97F4A7C15.
/// Written out here, and held by golden tests, so that a seed means the same draws in every version of .NET and of TransferLab, for ever.</summary>
internal struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Keeps the keys derived from a stream apart from the draws of that stream.
    private const ulong Derivation = 0xD1B54A32D192ED03;
    private ulong _state;

    /// <summary>A stream for a raw 64-bit key.</summary>
    public CounterRandom(ulong key) => _state = key;

    /// <summary>A stream for a seed and a path of coordinates, e.g. (seed, epoch, index); streams of different coordinates are independent.</summary>
    public CounterRandom(ulong seed, params ReadOnlySpan<ulong> coordinates)
    {
        _state = seed;
        foreach (var coordinate in coordinates)
            _state = Mix((Mix(_state) ^ Derivation) + (coordinate + 1) * Golden);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        _state += Golden;
        return Mix(_state);
    }

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … bound-1, without bias (Lemire 2019, "Fast random integer generation in an interval").</summary>
    /// <param name="bound">More than 0.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var n = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), n, out var low);
        if (low < n)
        {
            var threshold = (0 - n) % n;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), n, out low);
        }
        return (int)high;
    }

    /// <summary>The finaliser of SplitMix64: a bijection of 64 bits in which every input bit reaches every output bit.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A 64-bit hash of a text that is the same in every process and on every machine: FNV-1a over UTF-16 code units, then
    /// <see cref="Mix"/>.</summary>
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text)
            hash = (hash ^ c) * 0x100000001B3;
        return Mix(BitOperations.RotateLeft(hash, 32));
    }
}
