using System.Globalization;
using System.Runtime.CompilerServices;

namespace TransferLab.Errors;

/// <summary>What is told to a person, with the settings in it kept apart from the text, so that each front end can call them as its users do. Written as an
/// interpolated string; numbers are formatted invariantly: <c>$"{new SettingName(nameof(BatchSize))} {size} is out of range: 1 to 65536."</c>.</summary>
[InterpolatedStringHandler]
public sealed class InputMessage
{
    private readonly List<object> _parts = [];

    /// <summary>Begins a message; called by the compiler.</summary>
    /// <param name="literalLength">Characters of text.</param>
    /// <param name="formattedCount">Values in it.</param>
    public InputMessage(int literalLength, int formattedCount) => _parts.EnsureCapacity((2 * formattedCount) + 1);

    private InputMessage(string text) => _parts.Add(text);

    /// <summary>The settings that the message names, in order.</summary>
    public IEnumerable<SettingName> Settings => _parts.OfType<SettingName>();

    /// <summary>A message that names no setting.</summary>
    public static implicit operator InputMessage(string text) => new(text);

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string value) => _parts.Add(value);

    /// <summary>Adds characters.</summary>
    public void AppendFormatted(ReadOnlySpan<char> value) => _parts.Add(value.ToString());

    /// <summary>Adds a setting.</summary>
    public void AppendFormatted(SettingName value) => _parts.Add(value);

    /// <summary>Adds another message with its settings.</summary>
    public void AppendFormatted(InputMessage value) => _parts.AddRange(value?._parts ?? []);

    /// <summary>Adds a value, formatted invariantly.</summary>
    public void AppendFormatted<T>(T value, string? format = null) =>
        _parts.Add(value is IFormattable f ? f.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "");

    /// <summary>The message in a front end's words.</summary>
    /// <param name="name">How it calls a setting, with the setting's value where that is given.</param>
    public string In(Func<SettingName, string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Concat(_parts.Select(p => p is SettingName s ? name(s) : (string)p));
    }

    /// <summary>The message in the library's own words: settings are called as their properties are.</summary>
    public override string ToString() => In(s => s.ToString());
}
