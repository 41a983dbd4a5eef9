using System.Buffers;

namespace TransferLab.Files;

/// <summary>Words as a POSIX shell takes them.</summary>
internal static class Shell
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=@%+");

    /// <summary>The word itself, in single quotes where it needs them.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.AsSpan().IndexOfAnyExcept(s_plain) < 0 ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
