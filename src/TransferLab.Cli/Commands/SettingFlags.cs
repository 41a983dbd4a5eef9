using System.CommandLine.Parsing;

namespace TransferLab.Cli.Commands;

/// <summary>The flags of settings, made of their declarations.</summary>
/// <typeparam name="T">The options that hold the settings.</typeparam>
internal sealed class SettingFlags<T>
{
    private readonly List<(Setting<T> Setting, Option Option)> _flags;

    /// <param name="settings">The settings, in the order of the help.</param>
    /// <param name="standard">Options with the defaults that the help shows.</param>
    /// <param name="withoutDefault">Settings whose default here is not that of the options.</param>
    public SettingFlags(IEnumerable<Setting<T>> settings, T standard, params IEnumerable<string> withoutDefault) =>
        _flags = [.. settings.Select(s => (s, Create(s, standard, withoutDefault.Contains(s.Name))))];

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => _flags.Select(f => f.Option);

    /// <summary>The flag of a setting by its name.</summary>
    public Option this[string name] => _flags.Find(f => f.Setting.Name == name).Option;

    /// <summary>Options with what the command line gives.</summary>
    /// <exception cref="InputException">A value is none that the setting knows.</exception>
    public T Read(ParseResult parsed, T options) =>
        _flags.Aggregate(options, (o, f) => Text(parsed, f.Setting.Name) is { } text ? f.Setting.Write(o, text) : o);

    /// <summary>What is given for a setting; null where nothing is.</summary>
    public string? Text(ParseResult parsed, string name) => parsed.GetResult(this[name]) is not { Implicit: false } result ? null
        : this[name] is Option<bool> ? parsed.GetRequiredValue<bool>("--" + name) ? "true" : "false"
        : string.Join(',', result.Tokens.Select(t => t.Value));

    private static Option Create(Setting<T> setting, T standard, bool hidesDefault)
    {
        var name = "--" + setting.Name;
        var shown = hidesDefault ? null : setting.Read(standard);
        if (setting.Kind == SettingKind.Switch)
            return new Option<bool>(name) { Description = setting.Help };
        Option option = setting.Kind == SettingKind.Numbers
            ? new Option<string[]>(name) { AllowMultipleArgumentsPerToken = true, Arity = new ArgumentArity(1, 3) }
            : new Option<string?>(name) { DefaultValueFactory = shown is null ? null : _ => shown };
        (option.Description, option.HelpName) = (setting.Help, setting.Form);
        if (setting.Kind != SettingKind.Text)
            option.Validators.Add(result => Check(result, setting, standard));
        return option;
    }

    // What is no number, or none of the words, is said with every other mistake of the line.
    private static void Check(OptionResult result, Setting<T> setting, T standard)
    {
        if (result.Implicit)
            return;
        try
        {
            setting.Write(standard, string.Join(',', result.Tokens.Select(t => t.Value)));
        }
        catch (InputException e)
        {
            result.AddError(e.Words.In(FlagNames.Of));
        }
    }
}
