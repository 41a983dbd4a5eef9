using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TransferLab.Errors;

/// <summary>What a setting holds.</summary>
public enum SettingKind
{
    /// <summary>A whole number.</summary>
    Whole,
    /// <summary>A number.</summary>
    Number,
    /// <summary>Numbers with commas between.</summary>
    Numbers,
    /// <summary>One of certain words.</summary>
    Choice,
    /// <summary>Text that the setting reads by rules of its own.</summary>
    Text,
    /// <summary>Yes or no.</summary>
    Switch,
}

/// <summary>What is declared of a setting, whichever options hold it.</summary>
public abstract record Setting
{
    private protected Setting(string name, string property, SettingKind kind, string form, string help) =>
        (Name, Property, Kind, Form, Help) = (name, property, kind, form, help);

    /// <summary>Its name in lower case with hyphens: the flag without its hyphens, and the key in config.json.</summary>
    public string Name { get; init; }

    /// <summary>The property that holds it, by which messages name it.</summary>
    public string Property { get; init; }

    /// <summary>What it holds.</summary>
    public SettingKind Kind { get; init; }

    /// <summary>What is written behind its name: <c>N</c>, <c>N|all</c>, <c>none|balanced</c>.</summary>
    public string Form { get; init; }

    /// <summary>What it does, for people.</summary>
    public string Help { get; init; }

    /// <summary>What it may be, to follow "is out of range: "; null where reading it is all there is to check.</summary>
    public string? Range { get; init; }
    /// <summary>The words of a <see cref="SettingKind.Choice"/>, or the one that a number may be replaced by.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
    /// <summary>Whether it is about the machine that trains, so that nobody from outside says it.</summary>
    public bool IsLocal { get; init; }
    /// <summary>Whether people set it; else it is only part of what a run keeps.</summary>
    public bool IsAsked { get; init; } = true;
    /// <summary>Whether it stands under its name among the settings of a run's config.json; else a field of its own holds it there.</summary>
    public bool IsKept { get; init; } = true;
    /// <summary>What runs held that were made before there was the setting; null where that is the default.</summary>
    public string? Before { get; init; }

    /// <summary>The name in camelCase: the field of a request.</summary>
    public string JsonName => string.Concat(Name.Split('-').Select((w, i) => i == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..]));

    /// <summary>The setting as messages name it.</summary>
    public SettingName InMessages => new(Property) { Name = Name };
}

/// <summary>
/// A setting, declared once: what it is called, what it holds, and how it is read from and written into the options it belongs to. From it come the flag of the
/// command line and its help, the field of a request and its description, the line in a run's config.json and its reading, the words of the command that
/// repeats a run, the check of its range and a row of the documentation.
/// </summary>
/// <typeparam name="T">The options that hold it, an immutable record.</typeparam>
public sealed record Setting<T> : Setting
{
    private Setting(string name, string property, SettingKind kind, string form, string help, Func<T, string?> read, Func<T, string, T> write)
        : base(name, Last(property), kind, form, help) => (Read, Write) = (read, write);

    private Setting(Setting declared, Func<T, string?> read, Func<T, string, T> write) : base(declared) => (Read, Write) = (read, write);

    /// <summary>Its value in options, as a person writes it; null where it is left open.</summary>
    public Func<T, string?> Read { get; init; }

    /// <summary>Its value as config.json keeps it; null for as a person writes it.</summary>
    public Func<T, string?>? Keep { get; init; }
    /// <summary>Options with a value that a person wrote.</summary>
    public Func<T, string, T> Write { get; init; }

    /// <summary>Whether the value in options is within the range.</summary>
    public Func<T, bool> IsInRange { get; init; } = static _ => true;

    /// <summary>Checks the range.</summary>
    /// <exception cref="SettingException">The value is out of it.</exception>
    public void Check(T options)
    {
        if (IsInRange(options))
            return;
        var named = InMessages.Of(Read(options) ?? "");
        throw Kind is SettingKind.Choice or SettingKind.Text ? new SettingException($"{named} is not known; choose one of {string.Join(", ", Words)}.")
            : new SettingException($"{named} is out of range: {Range}.");
    }

    /// <summary>The same setting of options that hold these.</summary>
    /// <param name="get">The inner options.</param>
    /// <param name="put">The outer options with other inner ones.</param>
    public Setting<TOuter> Within<TOuter>(Func<TOuter, T> get, Func<TOuter, T, TOuter> put) =>
        new(this, o => Read(get(o)), (o, text) => put(o, Write(get(o), text)))
        {
            Keep = Keep is { } keep ? o => keep(get(o)) : null,
            IsInRange = o => IsInRange(get(o)),
        };

#pragma warning disable CA1000 // A table names the options once, as in using S = Setting<Options>, and each of its lines what the setting holds.
    /// <summary>A number.</summary>
    /// <param name="name">Name with hyphens.</param>
    /// <param name="get">The property; its name is that of the setting in messages.</param>
    /// <param name="put">Options with another value.</param>
    /// <param name="help">What it does.</param>
    /// <param name="holds">Whether a value is in range.</param>
    /// <param name="range">What it may be.</param>
    /// <param name="property">Left to the compiler.</param>
    public static Setting<T> Number<TValue>(
        string name, Func<T, TValue> get, Func<T, TValue, T> put, string help, Func<TValue, bool> holds, string range,
        [CallerArgumentExpression(nameof(get))] string property = "")
        where TValue : struct, INumber<TValue> => OpenNumber<TValue>(name, o => get(o), (o, v) => put(o, v!.Value), help, holds, range, property);

    /// <summary>A number that may be left open.</summary>
    public static Setting<T> OpenNumber<TValue>(
        string name, Func<T, TValue?> get, Func<T, TValue?, T> put, string help, Func<TValue, bool> holds, string range,
        [CallerArgumentExpression(nameof(get))] string property = "")
        where TValue : struct, INumber<TValue> => new(name, property, KindOf<TValue>(), "N", help,
            o => get(o) is { } value ? Text(value) : null, (o, text) => put(o, Parse<TValue>(property, text)))
        {
            Range = range,
            IsInRange = o => get(o) is not { } value || holds(value),
        };

    /// <summary>A number or one certain word.</summary>
    /// <param name="name">Name with hyphens.</param>
    /// <param name="word">The word.</param>
    /// <param name="get">The property; null for the word.</param>
    /// <param name="put">Options with another value; null for the word.</param>
    /// <param name="isOpen">Whether neither is given.</param>
    /// <param name="help">What it does.</param>
    /// <param name="holds">Whether a number is in range.</param>
    /// <param name="range">What it may be.</param>
    /// <param name="property">Left to the compiler.</param>
    public static Setting<T> NumberOr<TValue>(
        string name, string word, Func<T, TValue?> get, Func<T, TValue?, T> put, Func<T, bool> isOpen, string help,
        Func<TValue, bool> holds, string range, string property)
        where TValue : struct, INumber<TValue>
    {
        return new(name, property, KindOf<TValue>(), $"N|{word}", help,
            o => isOpen(o) ? null : get(o) is { } value ? Text(value) : word,
            (o, text) => put(o, string.Equals(text, word, StringComparison.OrdinalIgnoreCase) ? null : InRange(Parse<TValue>(property, text, word))))
        {
            Range = range,
            Words = [word],
            IsInRange = o => isOpen(o) || get(o) is not { } value || holds(value),
        };

        // The options may say the word by a number that is out of range.
        TValue InRange(TValue value) => holds(value) ? value
            : throw new SettingException($"{new SettingName(property, Text(value))} is out of range: {range}.");
    }

    /// <summary>Numbers with commas between; null where they are left open.</summary>
    public static Setting<T> Numbers(
        string name, Func<T, IReadOnlyList<double>?> get, Func<T, IReadOnlyList<double>, T> put, string help, Func<IReadOnlyList<double>, bool> holds,
        string range, [CallerArgumentExpression(nameof(get))] string property = "") => new(name, property, SettingKind.Numbers, "N[,N,N]", help,
            o => get(o) is { } values ? string.Join(',', values.Select(Text)) : null,
            (o, text) => put(o, [.. text.Split(',').Select(t =>
                double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new SettingException(
                        $"{new SettingName(Last(property))} '{t}' is not a number; write e.g. {new SettingName(Last(property), "104,117,124")}."))]))
        {
            Range = range,
            IsInRange = o => get(o) is not { } values || holds(values),
        };

    /// <summary>One of the values of an enumeration, by its name in lower case.</summary>
    public static Setting<T> Choice<TEnum>(string name, Func<T, TEnum> get, Func<T, TEnum, T> put, string help,
        [CallerArgumentExpression(nameof(get))] string property = "")
        where TEnum : struct, Enum => OpenChoice<TEnum>(name, o => get(o), (o, v) => put(o, v), help, property);

    /// <summary>One of the values of an enumeration, by its name in lower case; null where it is left open.</summary>
    public static Setting<T> OpenChoice<TEnum>(string name, Func<T, TEnum?> get, Func<T, TEnum, T> put, string help,
        [CallerArgumentExpression(nameof(get))] string property = "")
        where TEnum : struct, Enum
    {
        string[] words = [.. Enum.GetNames<TEnum>().Select(n => n.ToLowerInvariant())];
        var values = Enum.GetValues<TEnum>();
        return new(name, property, SettingKind.Choice, string.Join('|', words), help, o => get(o)?.ToString().ToLowerInvariant(),
            (o, text) => put(o, Array.FindIndex(words, w => string.Equals(w, text, StringComparison.OrdinalIgnoreCase)) is var i and >= 0
                ? values[i] : throw Unknown(property, text, words)))
        {
            Words = words,
            Range = string.Join(", ", words),
            Keep = o => get(o)?.ToString(),
            IsInRange = o => get(o) is not { } value || Enum.IsDefined(value),
        };
    }

    /// <summary>One of two words for yes and no.</summary>
    public static Setting<T> Either(string name, string yes, string no, Func<T, bool> get, Func<T, bool, T> put, string help,
        [CallerArgumentExpression(nameof(get))] string property = "") => new(name, property, SettingKind.Choice, $"{yes}|{no}", help,
            o => get(o) ? yes : no,
            (o, text) => put(o, string.Equals(text, yes, StringComparison.OrdinalIgnoreCase)
                || (!string.Equals(text, no, StringComparison.OrdinalIgnoreCase) ? throw Unknown(property, text, [yes, no]) : false)))
        {
            Words = [yes, no],
        };

    /// <summary>Yes where it is given.</summary>
    public static Setting<T> Switch(string name, Func<T, bool> get, Func<T, bool, T> put, string help,
        [CallerArgumentExpression(nameof(get))] string property = "") =>
        new(name, property, SettingKind.Switch, "", help, o => get(o) ? "true" : "false", (o, text) => put(o, text == "true"));

    /// <summary>Text that the setting reads by rules of its own, which throw where it breaks them.</summary>
    public static Setting<T> Word(string name, string form, Func<T, string?> get, Func<T, string, T> put, string help,
        [CallerArgumentExpression(nameof(get))] string property = "") =>
        new(name, property.Replace(".ToString()", "", StringComparison.Ordinal), SettingKind.Text, form, help, get, put);
#pragma warning restore CA1000

    private static SettingKind KindOf<TValue>() => typeof(TValue) == typeof(double) || typeof(TValue) == typeof(float) ? SettingKind.Number : SettingKind.Whole;

    private static string Text<TValue>(TValue value) where TValue : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    // A decimal comma is an error rather than a thousands separator.
    private static TValue Parse<TValue>(string property, string text, string? word = null) where TValue : struct, INumber<TValue>
    {
        var isWhole = KindOf<TValue>() == SettingKind.Whole;
        if (TValue.TryParse(text, isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return value;
        var what = isWhole ? "a whole number in range" : "a number, written with a point, e.g. 0.5";
        throw new SettingException($"{new SettingName(Last(property))} '{text}' is {(word is null ? "not" : $"neither '{word}' nor")} {what}.");
    }

    private static SettingException Unknown(string property, string text, IEnumerable<string> words) =>
        new($"{new SettingName(Last(property))} '{text}' is not known; choose one of {string.Join(", ", words)}.");

    private static string Last(string expression) => expression[(expression.LastIndexOf('.') + 1)..].TrimEnd('?');
}
