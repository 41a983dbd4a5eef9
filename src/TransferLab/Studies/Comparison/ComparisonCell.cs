using System.Globalization;
using TransferLab.Files;

namespace TransferLab.Studies.Comparison;

/// <summary>One run of a comparison: a strategy with a seed.</summary>
/// <param name="Policy">The strategy.</param>
/// <param name="Seed">The seed.</param>
internal sealed record ComparisonCell(FreezePolicy Policy, ulong Seed)
{
    /// <summary>The strategy as written.</summary>
    public string Strategy { get; } = Policy.ToString();

    /// <summary>A name that is a file name on every system; what is not a letter, digit, point or hyphen becomes a hyphen, and a hash keeps such names apart.</summary>
    public string Name
    {
        get
        {
            var plain = string.Concat(Strategy.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
            if (plain.Length > 60 || plain != Strategy.Replace(':', '-'))
                plain = $"{plain[..Math.Min(plain.Length, 60)]}-{ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(Strategy)).A % 0xFFFFFF:x6}";
            return string.Create(CultureInfo.InvariantCulture, $"{plain}-seed-{Seed}");
        }
    }
}
