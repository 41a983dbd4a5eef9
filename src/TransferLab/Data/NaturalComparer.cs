namespace TransferLab.Data;

/// <summary>Orders names as people count: <c>img2</c> before <c>img10</c>. Runs of ASCII digits compare by value, everything else by UTF-16 code unit,
/// so the order is the same on every machine and in every culture. Names that differ only in leading zeros fall back to ordinal order.</summary>
internal sealed class NaturalComparer : IComparer<string>
{
    /// <summary>The comparer.</summary>
    public static NaturalComparer Instance { get; } = new();

    private NaturalComparer()
    {
    }

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return string.CompareOrdinal(x, y);
        int i = 0, j = 0;
        while (i < x.Length && j < y.Length)
        {
            if (char.IsAsciiDigit(x[i]) && char.IsAsciiDigit(y[j]))
            {
                var a = DigitRun(x, ref i);
                var b = DigitRun(y, ref j);
                var byValue = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
                if (byValue != 0)
                    return byValue;
            }
            else
            {
                if (x[i] != y[j])
                    return x[i].CompareTo(y[j]);
                i++;
                j++;
            }
        }
        var byRest = (x.Length - i).CompareTo(y.Length - j);
        return byRest != 0 ? byRest : string.CompareOrdinal(x, y);
    }

    // Without leading zeros, so that of two runs the longer is the larger and no run can overflow a number type.
    private static ReadOnlySpan<char> DigitRun(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return text.AsSpan(start, position - start).TrimStart('0');
    }
}
