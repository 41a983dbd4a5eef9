namespace TransferLab.Data;

/// <summary>A few of many, evenly spread: of samples in the order of a folder, so that the labels take turns.</summary>
internal static class EvenSpread
{
    /// <summary>At most <paramref name="count"/> of the values, in their order.</summary>
    public static IEnumerable<int> Of(ImmutableArray<int> values, int count)
    {
        var some = Math.Min(count, values.Length);
        return Enumerable.Range(0, some).Select(i => values[(int)((long)i * values.Length / some)]);
    }
}
