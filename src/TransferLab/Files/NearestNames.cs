namespace TransferLab.Files;

/// <summary>Suggestions for a name that was not found.</summary>
internal static class NearestNames
{
    /// <summary>Up to five names closest in edit distance, quoted, for a message.</summary>
    public static string Of(string wanted, IEnumerable<string> names) =>
        string.Join(", ", names.Distinct().OrderBy(n => Distance(wanted, n)).ThenBy(n => n, StringComparer.Ordinal).Take(5).Select(n => $"'{n}'"));

    // Levenshtein; a name that contains the other counts as near, since value names are long paths.
    private static int Distance(string a, string b)
    {
        if (b.Contains(a, StringComparison.OrdinalIgnoreCase))
            return 0;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
