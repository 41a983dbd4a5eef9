namespace TransferLab.DataChecks;

/// <summary>Finds hashes that differ in few bits without comparing all pairs (Norouzi, Punjani and Fleet 2012, "Fast
/// search in Hamming space with multi-index hashing"): of two hashes that differ in at most r bits, one of their four
/// quarters differs in at most r/4, so that looking up each quarter, and its neighbours, in a table finds them.</summary>
internal sealed class HashIndex
{
    /// <summary>The most bits that can be asked for.</summary>
    public const int LargestDistance = 16;
    private const int Quarters = 4;
    private const int Bits = 16;

    private readonly IReadOnlyList<ulong> _hashes;
    private readonly int[][] _starts = new int[Quarters][];
    private readonly int[][] _items = new int[Quarters][];

    public HashIndex(IReadOnlyList<ulong> hashes)
    {
        _hashes = hashes;
        for (var q = 0; q < Quarters; q++)
        {
            var starts = _starts[q] = new int[(1 << Bits) + 1];
            foreach (var hash in hashes)
                starts[Quarter(hash, q) + 1]++;
            for (var i = 0; i < 1 << Bits; i++)
                starts[i + 1] += starts[i];
            var next = starts.AsSpan(0, 1 << Bits).ToArray();
            var items = _items[q] = new int[hashes.Count];
            for (var i = 0; i < hashes.Count; i++)
                items[next[Quarter(hashes[i], q)]++] = i;
        }
    }

    /// <summary>Pairs that were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>All pairs (i, j), i below j, of hashes that differ in at most so many bits.</summary>
    public IEnumerable<(int First, int Second)> Pairs(int distance)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, LargestDistance);
        var radius = distance / Quarters;
        int[] masks = [.. Enumerable.Range(0, 1 << Bits).Where(m => BitOperations.PopCount((uint)m) <= radius)];
        for (var i = 0; i < _hashes.Count; i++)
            for (var q = 0; q < Quarters; q++)
                foreach (var mask in masks)
                {
                    var bucket = Quarter(_hashes[i], q) ^ mask;
                    for (var at = _starts[q][bucket]; at < _starts[q][bucket + 1]; at++)
                    {
                        var j = _items[q][at];
                        if (j <= i)
                            continue;
                        Compared++;
                        var different = _hashes[i] ^ _hashes[j];
                        if (BitOperations.PopCount(different) <= distance && !FoundBefore(different, q, radius))
                            yield return (i, j);
                    }
                }
    }

    // An earlier quarter that is close has led to the same pair.
    private static bool FoundBefore(ulong different, int quarter, int radius)
    {
        for (var q = 0; q < quarter; q++)
            if (BitOperations.PopCount((uint)Quarter(different, q)) <= radius)
                return true;
        return false;
    }

    private static int Quarter(ulong hash, int quarter) => (int)(hash >> (Bits * quarter)) & 0xFFFF;
}
