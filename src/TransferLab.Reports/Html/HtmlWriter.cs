using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace TransferLab.Reports.Html;

/// <summary>Writes HTML with inline SVG, well-formed as XML too. Every text and attribute value is escaped, and there
/// is no way around it; names of elements and attributes are the program's own.</summary>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new("<!DOCTYPE html>\n");
    private readonly Stack<string> _open = new();
    private int _ids;

    /// <summary>Begins an element, which ends when what is returned is disposed.</summary>
    public Scope Open(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(name, attributes);
        _text.Append('>');
        _open.Push(name);
        return new(this);
    }

    /// <summary>An element with nothing but text in it.</summary>
    public HtmlWriter Element(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        using (Open(name, attributes))
            Text(text);
        return Line();
    }

    /// <summary>An element without contents: of HTML's only those that never have any.</summary>
    public HtmlWriter Empty(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(name, attributes);
        _text.Append("/>");
        return this;
    }

    /// <summary>Text.</summary>
    public HtmlWriter Text(string text)
    {
        _text.Append(s_encoder.Encode(Printable(text)));
        return this;
    }

    /// <summary>A style sheet of the program's own.</summary>
    /// <exception cref="ArgumentException">It would end its element.</exception>
    public void StyleSheet(string css)
    {
        if (css.AsSpan().IndexOfAny('<', '&') >= 0)
            throw new ArgumentException("A style sheet holds neither < nor &.", nameof(css));
        _text.Append("<style>").Append(css).Append("</style>\n");
    }

    /// <summary>A line end, for whoever reads the source.</summary>
    public HtmlWriter Line()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>A name for an element that others refer to.</summary>
    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"n{++_ids}");

    /// <summary>The document; all elements must have ended.</summary>
    public override string ToString() =>
        _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"The element '{_open.Peek()}' has not ended.");

    private void Start(string name, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach (var (key, value) in attributes)
            _text.Append(' ').Append(key).Append("=\"").Append(s_encoder.Encode(Printable(value))).Append('"');
    }

    // File names may hold any bytes; what neither HTML nor XML can hold shows as a replacement character.
    private static string Printable(string text)
    {
        if (text.All(c => !char.IsControl(c) && !char.IsSurrogate(c) && c < '\uFFFE'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value is '\n' or '\t' || (!Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE) ? rune.ToString() : "\uFFFD");
        return clean.ToString();
    }

    /// <summary>An element that has not ended yet.</summary>
    internal readonly ref struct Scope(HtmlWriter html)
    {
        public void Dispose() => html._text.Append("</").Append(html._open.Pop()).Append('>');
    }
}
