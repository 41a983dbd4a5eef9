using System.Numerics;
using System.Text;

namespace TransferLab.TensorFlow.Reading;

/// <summary>The tokens of protobuf's text form, one ahead.</summary>
internal sealed class TextTokens
{
    private readonly string _text;
    private int _at, _line = 1;
    private string? _next;

    public TextTokens(string text)
    {
        _text = text;
        Advance();
    }

    public bool AtEnd => _next is null;

    public string? Peek => _next;

    public bool TryTake(string token)
    {
        if (_next != token)
            return false;
        Advance();
        return true;
    }

    public string Next()
    {
        var token = _next ?? throw Error("the text breaks off");
        Advance();
        return token;
    }

    public string Identifier()
    {
        var token = Next();
        return char.IsAsciiLetter(token[0]) || token[0] == '_' ? token : throw Error($"'{token}' stands where a field's name should");
    }

    /// <summary>One or more quoted strings, joined, with their escapes resolved.</summary>
    public byte[] Bytes()
    {
        if (_next is null || _next[0] is not ('"' or '\''))
            throw Error($"'{_next}' is no quoted string");
        var bytes = new List<byte>();
        while (_next is not null && _next[0] is '"' or '\'')
            Unescape(Next(), bytes);
        return [.. bytes];
    }

    public double Real()
    {
        var token = Signed();
        var number = token.TrimEnd('f', 'F');
        return token.TrimStart('-').ToUpperInvariant() switch
        {
            "INF" or "INFINITY" => token[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            "NAN" => double.NaN,
            _ => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Error($"'{token}' is no number"),
        };
    }

    public T Integer<T>() where T : struct, IBinaryInteger<T>
    {
        var token = Signed();
        var hex = token.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign;
        return T.TryParse(hex ? token[2..] : token, style, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error($"'{token}' is no whole number in range");
    }

    public void SkipScalar()
    {
        if (Signed() is ['"' or '\'', ..])
            while (_next is ['"' or '\'', ..])
                Advance();
    }

    public TensorFlowException Error(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"this is no TensorFlow graph in text form, or a truncated one: line {_line}: {what}."));

    private string Signed() => TryTake("-") ? "-" + Next() : Next();

    private void Advance()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            if (_text[_at] == '#')
                while (_at + 1 < _text.Length && _text[_at + 1] != '\n')
                    _at++;
            else if (_text[_at] == '\n')
                _line++;
            _at++;
        }
        if (_at >= _text.Length)
        {
            _next = null;
            return;
        }
        var from = _at;
        var c = _text[_at++];
        if (c is '"' or '\'')
        {
            while (_at < _text.Length && _text[_at] != c && _text[_at] != '\n')
                _at += _text[_at] == '\\' ? 2 : 1;
            if (_at >= _text.Length || _text[_at] != c)
                throw Error("a quoted string does not end");
            _at++;
        }
        else if (IsWord(c))
        {
            while (_at < _text.Length
                && (IsWord(_text[_at])
                    || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E' && char.IsAsciiDigit(c) && !_text.AsSpan(from).StartsWith("0x"))))
                _at++;
        }
        _next = _text[from.._at];
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    private void Unescape(string quoted, List<byte> bytes)
    {
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                var length = char.IsHighSurrogate(quoted[i]) && i + 1 < quoted.Length - 1 ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(quoted.Substring(i, length)));
                i += length - 1;
                continue;
            }
            var c = quoted[++i];
            if (c is >= '0' and <= '7')
            {
                var value = c - '0';
                for (var k = 0; k < 2 && quoted[i + 1] is >= '0' and <= '7'; k++)
                    value = (value * 8) + (quoted[++i] - '0');
                bytes.Add((byte)value);
            }
            else if (c is 'x' or 'X')
            {
                var value = 0;
                for (var k = 0; k < 2 && char.IsAsciiHexDigit(quoted[i + 1]); k++)
                    value = (value * 16) + Convert.ToInt32(quoted[++i].ToString(), 16);
                bytes.Add((byte)value);
            }
            else
            {
                const string letters = "abtnvfr";
                bytes.Add(letters.IndexOf(c, StringComparison.Ordinal) is >= 0 and var letter ? (byte)(7 + letter)
                    : c is '\\' or '"' or '\'' or '?' ? (byte)c : throw Error($"'\\{c}' is no escape"));
            }
        }
    }
}
