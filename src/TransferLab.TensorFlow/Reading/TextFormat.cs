using System.Collections;
using System.Text;
using Google.Protobuf.Reflection;

namespace TransferLab.TensorFlow.Reading;

/// <summary>Reads protobuf messages in text form (<c>.pbtxt</c>) by their descriptors. Fields that the descriptors do
/// not have are skipped. The grammar is that of the published "Text Format Language Specification".</summary>
internal sealed class TextFormat
{
    private readonly TextTokens _tokens;
    private int _depth;

    private TextFormat(string text) => _tokens = new TextTokens(text);

    /// <summary>Whether bytes are text rather than a binary message: no control characters but white space at the
    /// start, and a name followed by <c>{</c> or <c>:</c>.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        var start = bytes[..Math.Min(bytes.Length, 4096)];
        foreach (var b in start)
            if (b is < 9 or (> 13 and < 32) or 127)
                return false;
        var text = start.TrimStart(" \t\r\n"u8);
        return start.IndexOfAny((byte)'{', (byte)':') > 0 && (text[0] == '#' || char.IsAsciiLetter((char)text[0]));
    }

    /// <exception cref="TensorFlowException">The text breaks off or breaks the grammar; the message names the line.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> bytes) where T : IMessage<T>, new()
    {
        var message = new T();
        var reader = new TextFormat(Encoding.UTF8.GetString(bytes));
        reader.Fields(message, null);
        return message;
    }

    private void Fields(IMessage? message, string? end)
    {
        if (++_depth > Limits.TextDepth)
            throw _tokens.Error("messages are nested too deeply");
        while (!(end is null ? _tokens.AtEnd : _tokens.TryTake(end)))
        {
            if (_tokens.AtEnd)
                throw _tokens.Error($"'{end}' is missing at the end");
            Field(message);
            if (!_tokens.TryTake(","))
                _tokens.TryTake(";");
        }
        _depth--;
    }

    private void Field(IMessage? message)
    {
        string name;
        if (_tokens.TryTake("["))
        {
            // An extension or the type of an Any: nothing that is read here.
            while (!_tokens.TryTake("]"))
                _tokens.Next();
            name = "";
        }
        else
        {
            name = _tokens.Identifier();
        }
        var field = message?.Descriptor.FindFieldByName(name);
        var colon = _tokens.TryTake(":");
        if (_tokens.TryTake("["))
        {
            while (!_tokens.TryTake("]"))
            {
                Value(message, field);
                _tokens.TryTake(",");
            }
        }
        else if (colon || _tokens.Peek is "{" or "<")
        {
            Value(message, field);
        }
        else
        {
            throw _tokens.Error($"':' or '{{' is missing behind '{name}'");
        }
    }

    private void Value(IMessage? message, FieldDescriptor? field)
    {
        if (_tokens.Peek is "{" or "<")
        {
            var end = _tokens.Next() == "{" ? "}" : ">";
            if (field is null)
                Fields(null, end);
            else if (field.FieldType != FieldType.Message)
                throw _tokens.Error($"'{field.Name}' is no message");
            else if (field.IsMap)
                Entry(message!, field, end);
            else
                Message(message!, field, end);
            return;
        }
        if (field is null)
            _tokens.SkipScalar();
        else if (field.FieldType == FieldType.Message)
            throw _tokens.Error($"'{field.Name}' is a message");
        else
            Set(message!, field, Scalar(field));
    }

    private void Message(IMessage message, FieldDescriptor field, string end)
    {
        var inner = field.MessageType.Parser.ParseFrom(ByteString.Empty);
        Fields(inner, end);
        Set(message, field, inner);
    }

    // A map is written as a repeated message of key and value.
    private void Entry(IMessage message, FieldDescriptor field, string end)
    {
        FieldDescriptor key = field.MessageType.FindFieldByNumber(1), value = field.MessageType.FindFieldByNumber(2);
        object k = "", v = value.FieldType == FieldType.Message ? value.MessageType.Parser.ParseFrom(ByteString.Empty) : "";
        if (++_depth > Limits.TextDepth)
            throw _tokens.Error("messages are nested too deeply");
        while (!_tokens.TryTake(end))
        {
            var name = _tokens.Identifier();
            _tokens.TryTake(":");
            if (name == "key")
                k = Scalar(key);
            else if (name != "value")
                throw _tokens.Error($"'{name}' is no part of a map");
            else if (value.FieldType != FieldType.Message)
                v = Scalar(value);
            else if (_tokens.Peek is "{" or "<")
                Fields((IMessage)v, _tokens.Next() == "{" ? "}" : ">");
            else
                throw _tokens.Error("'{' is missing");
            _tokens.TryTake(",");
        }
        _depth--;
        ((IDictionary)field.Accessor.GetValue(message))[k] = v;
    }

    private static void Set(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated)
            ((IList)field.Accessor.GetValue(message)).Add(value);
        else
            field.Accessor.SetValue(message, value);
    }

    private object Scalar(FieldDescriptor field)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                return Encoding.UTF8.GetString(_tokens.Bytes());
            case FieldType.Bytes:
                return ByteString.CopyFrom(_tokens.Bytes());
            case FieldType.Enum:
                var word = _tokens.Next();
                if (field.EnumType.FindValueByName(word) is { } known)
                    return Enum.ToObject(field.EnumType.ClrType, known.Number);
                return int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? Enum.ToObject(field.EnumType.ClrType, number)
                    // DT_FLOAT_REF and the like, which no inference graph computes with.
                    : Enum.ToObject(field.EnumType.ClrType, 0);
            case FieldType.Bool:
                return _tokens.Next() switch
                {
                    "true" or "True" or "t" or "1" => true,
                    "false" or "False" or "f" or "0" => false,
                    var other => throw _tokens.Error($"'{other}' is neither true nor false"),
                };
            case FieldType.Float:
                return (float)_tokens.Real();
            case FieldType.Double:
                return _tokens.Real();
            case FieldType.Int64:
                return _tokens.Integer<long>();
            case FieldType.Int32:
                return _tokens.Integer<int>();
            case FieldType.UInt64:
                return _tokens.Integer<ulong>();
            default:
                return _tokens.Integer<uint>();
        }
    }
}
