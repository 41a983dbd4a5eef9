namespace TransferLab.Heads;

/// <summary>
/// Random numbers that are a function of (seed, stream, index) alone: no state, so draws do not depend on order or threads.
/// Mixing after D. Stafford's variant 13 of the MurmurHash3 finaliser, as in SplitMix64.
/// </summary>
internal static class CounterRandom
{
    /// <summary>A uniform number in [0,1) with 24 random bits, all that a float holds.</summary>
    public static float Uniform(long seed, long stream, long index) =>
        (Mix(Mix(Mix((ulong)seed + 0x9E3779B97F4A7C15) ^ (ulong)stream) + ((ulong)index * 0x9E3779B97F4A7C15)) >> 40) * (1f / (1 << 24));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
