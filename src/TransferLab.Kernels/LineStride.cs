namespace TransferLab.Kernels;

/// <summary>
/// Distance between rows that are walked across: were it a multiple of 4 KB, as channel counts make it, all would fall into one set of the first cache,
/// which holds 8 lines. An odd number of lines
/// spreads them over all sets.
/// </summary>
internal static class LineStride
{
    private const long Line = 16;

    /// <summary>At least so many floats, an odd number of cache lines.</summary>
    public static long Of(long floats) => ((floats + Line - 1) / Line | 1) * Line;
}
