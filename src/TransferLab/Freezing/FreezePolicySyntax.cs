namespace TransferLab.Freezing;

/// <summary>The written forms of freeze policies: one line per kind, from which parsing, help and error messages come.</summary>
internal static class FreezePolicySyntax
{
    private static readonly (string Name, string Form, string Description, Func<string, FreezePolicy> Create)[] s_forms =
    [
        ("linear-probe", "linear-probe", "nothing of the backbone trains, only the head", a => Alone(a, "linear-probe", new LinearProbePolicy())),
        ("partial", "partial:N", "the last N layer groups train; partial:0 is linear-probe", PartialPolicy.FromArgument),
        ("until", "until:VALUE-OR-GLOB", "everything up to and including a value is frozen; of several matches the last counts", UntilPolicy.FromArgument),
        ("full", "full", "everything trains", a => Alone(a, "full", new FullPolicy())),
        ("lp-ft", "lp-ft", "first linear-probe, then full", a => Alone(a, "lp-ft", new LinearProbeThenFullPolicy())),
        ("gradual", "gradual:E", "first the head, then one more layer group from the end every E epochs, until everything trains", GradualPolicy.FromArgument),
        ("bias-norm", "bias-norm", "only biases and normalisation parameters train", a => Alone(a, "bias-norm", new BiasNormPolicy())),
        ("tensors", "tensors:GLOB[,GLOB…]", "the learned tensors whose names match train, nothing else", TensorsPolicy.FromArgument),
    ];

    /// <summary>All forms with a one-line description, for help texts.</summary>
    public static IReadOnlyList<(string Form, string Description)> All { get; } = [.. s_forms.Select(f => (f.Form, f.Description))];

    /// <summary>Whether a text begins like one of the forms, be its argument right or wrong.</summary>
    public static bool IsForm(string text) => s_forms.Any(f => f.Name == text.Split(':')[0]);

    internal static FreezePolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var argument = colon < 0 ? "" : text[(colon + 1)..];
        foreach (var form in s_forms)
            if (form.Name == name)
                return form.Create(argument);
        throw new FreezeException($"There is no freeze policy '{text}'. Known:\n{List()}");
    }

    private static FreezePolicy Alone(string argument, string name, FreezePolicy policy) =>
        argument.Length == 0 ? policy : throw new FreezeException($"The freeze policy '{name}' takes no argument, not '{argument}'.");

    private static string List() => string.Join('\n', s_forms.Select(f => $"  {f.Form,-20} {f.Description}"));
}

/// <summary>A freeze policy cannot be read, or does not fit the backbone; the message lists what would.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class FreezeException(InputMessage message, Exception? inner = null) : SettingException(message, inner);
