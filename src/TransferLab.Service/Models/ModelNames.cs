namespace TransferLab.Service.Models;

/// <summary>Which names models may have. A name from a request is only ever looked up, never made a path; this holds for folders and options.</summary>
internal static class ModelNames
{
    public const string Rule = "a name has 1 to 64 letters, digits, '-', '_' or '.', and begins with a letter or digit";

    public static bool IsValid(string? name) => name is { Length: >= 1 and <= 64 } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
