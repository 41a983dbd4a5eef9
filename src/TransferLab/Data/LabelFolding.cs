using System.Text;

namespace TransferLab.Data;

/// <summary>Brings labels to a form in which those that people would read as the same are equal. For warnings only: labels themselves stay as written.</summary>
internal static class LabelFolding
{
    private static readonly Dictionary<char, string> s_decompositions = Parse(CanonicalDecompositions.Table);

    /// <summary>Lower case, accents as combining marks (or composed, in scripts outside the table), runs of spaces, <c>_</c> and <c>-</c> as one space.</summary>
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

    private static Dictionary<char, string> Parse(string table)
    {
        var map = new Dictionary<char, string>();
        foreach (var entry in table.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            map.Add(entry[0], entry[1..]);
        return map;
    }
}
