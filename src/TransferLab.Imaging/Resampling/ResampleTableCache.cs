using System.Collections.Concurrent;

namespace TransferLab.Imaging.Resampling;

/// <summary>
/// Tables already computed, for the whole process. Pictures of a dataset repeat their sizes and random crops their lengths; the cache is
/// emptied when it outgrows its limit, which costs no more than computing the tables again.
/// </summary>
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
