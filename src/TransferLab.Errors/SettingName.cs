namespace TransferLab.Errors;

/// <summary>A setting by the name of the property that holds it, e.g. <c>BatchSize</c>. Whoever shows a message to a person
/// says it in that person's language: a flag, a JSON field (<c>batchSize</c>), or the property as it stands.</summary>
/// <param name="Property">The property's name, as <c>nameof</c> gives it.</param>
/// <param name="Value">What it is, or should be, set to, as a person writes it; null for the setting as such.</param>
public readonly record struct SettingName(string Property, string? Value = null)
{
    /// <summary>What people call it who write no code, in lower case with hyphens: the flag without its hyphens. Default the property's words.</summary>
    public string Name { get => field ?? Hyphenated; init; }

    /// <summary>Whether a command line takes it by its place, without a flag.</summary>
    public bool IsPositional { get; init; }

    /// <summary>Words of the property's name in lower case, joined by hyphens: <c>batch-size</c>.</summary>
    public string Hyphenated =>
        string.Concat(Property.Select((c, i) => !char.IsUpper(c) ? $"{c}" : $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(c)}"));

    /// <summary>The setting with a value: <c>BatchSize 32</c>.</summary>
    public SettingName Of(string value) => this with { Value = value };

    /// <inheritdoc/>
    public override string ToString() => Value is null ? Property : $"{Property} {Value}";
}
