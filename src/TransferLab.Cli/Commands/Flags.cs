using System.Numerics;

namespace TransferLab.Cli.Commands;

/// <summary>Makes options and arguments whose errors are in plain words and whose numbers read the same in every locale.</summary>
internal static class Flags
{
    /// <summary>A number; null where it is not given and has no default. A decimal comma is an error rather than a thousands separator.</summary>
    public static Option<T?> Number<T>(string name, string description, T? standard = null) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = standard is null ? null : _ => standard,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParse<T>(text, out var value))
                return value;
            result.AddError($"{name} '{text}' is not a {(IsWhole<T>() ? "whole " : "")}"
                + $"number{(IsWhole<T>() ? " in range" : ", written with a point, e.g. 0.5")}.");
            return null;
        },
    };

    /// <summary>A word.</summary>
    public static Option<string?> Word(string name, string helpName, string description, string? standard = null) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = standard is null ? null : _ => standard,
    };

    /// <summary>One of the values of an enumeration, by its lower-case name; null where it is not given. The help names the value that then holds.</summary>
    public static Option<T?> Choice<T>(string name, string description, T? standard = null) where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        return new(name)
        {
            // The library would print a default by the name it has in the code.
            Description = standard is null ? description : $"{description} [default: {standard.Value.ToString().ToLowerInvariant()}]",
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Array.FindIndex(names, n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase)) is var i and >= 0)
                    return Enum.GetValues<T>()[i];
                result.AddError($"{name} '{text}' is not known; choose one of {string.Join(", ", names)}.");
                return null;
            },
        };
    }

    /// <summary>A path that must not be empty.</summary>
    public static Option<string?> Path(string name, string helpName, string description, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                result.AddError($"{name} is empty.");
        });
        return option;
    }

    /// <summary>A path that must be given and not be empty.</summary>
    public static Argument<string> Path(string name, string description) => NotEmpty(new Argument<string>(name) { Description = description });

    /// <summary>Refuses empty values.</summary>
    public static T NotEmpty<T>(T argument) where T : Argument
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                result.AddError($"{argument.Name} is empty.");
        });
        return argument;
    }

    /// <summary>Adds a group of options, so that the options of a command may list groups beside single ones.</summary>
    public static void Add(this IList<Option> options, IEnumerable<Option> group)
    {
        foreach (var option in group)
            options.Add(option);
    }

    private static bool IsWhole<T>() where T : struct, INumber<T> => typeof(T) != typeof(double) && typeof(T) != typeof(float);

    private static bool TryParse<T>(string text, out T value) where T : struct, INumber<T> =>
        T.TryParse(text, IsWhole<T>() ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
