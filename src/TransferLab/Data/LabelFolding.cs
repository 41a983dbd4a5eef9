namespace TransferLab.Data;

/// <summary>Brings labels to forms in which those that people would read as the same are equal.</summary>
internal static class LabelFolding
{
    private const char HangulFirst = '\uAC00';
    private const char HangulLast = '\uD7A3';
    private static readonly Dictionary<char, string> s_decompositions = Parse(CanonicalDecompositions.Table);

    /// <summary>Every letter in pieces (NFD): the same for all encodings of the same text. Scripts outside the table stay as written.</summary>
    public static string Canonical(string label)
    {
        if (!label.AsSpan().ContainsAnyExceptInRange('\0', '\u00BF'))
            return label;
        var text = new StringBuilder(label.Length + 4);
        foreach (var c in label)
        {
            if (c is >= HangulFirst and <= HangulLast)
                AppendHangul(text, c - HangulFirst);
            else if (s_decompositions.TryGetValue(c, out var decomposed))
                text.Append(decomposed);
            else
                text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>For warnings only. Lower case, accents as combining marks (or composed, in scripts outside the table), runs of spaces, <c>_</c> and <c>-</c> as
    /// one space.</summary>
    public static string Fold(string label)
    {
        var folded = new StringBuilder(label.Length);
        var space = false;
        foreach (var c in label)
        {
            if (char.IsWhiteSpace(c) || c is '_' or '-')
            {
                space = folded.Length > 0;
                continue;
            }
            if (space)
                folded.Append(' ');
            space = false;
            if (s_decompositions.TryGetValue(c, out var decomposed))
                folded.Append(decomposed.ToLowerInvariant());
            else
                folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString();
    }

    // Unicode 3.12: syllables are composed by arithmetic.
    private static void AppendHangul(StringBuilder text, int syllable)
    {
        const int vowels = 21, finals = 28;
        text.Append((char)(0x1100 + (syllable / (vowels * finals)))).Append((char)(0x1161 + (syllable % (vowels * finals) / finals)));
        if (syllable % finals != 0)
            text.Append((char)(0x11A7 + (syllable % finals)));
    }

    private static Dictionary<char, string> Parse(string table) =>
        table.Split('\0', StringSplitOptions.RemoveEmptyEntries).ToDictionary(entry => entry[0], entry => entry[1..]);
}
