using System.Text;

namespace TransferLab.Runs;

/// <summary>Several labels in one field, joined by a bar as in <c>labels.csv</c>; a bar or backslash of a label's own follows a backslash.</summary>
internal static class LabelList
{
    public static string Join(IEnumerable<string> labels) =>
        string.Join('|', labels.Select(l => l.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)));

    /// <summary>The labels of what <see cref="Join"/> wrote; none for an empty text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        if (text.Length == 0)
            return [];
        var labels = new List<string>();
        var label = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '|')
            {
                labels.Add(label.ToString());
                label.Clear();
                continue;
            }
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            label.Append(text[i]);
        }
        labels.Add(label.ToString());
        return labels;
    }
}
