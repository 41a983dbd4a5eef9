using System.CommandLine;
using System.Globalization;
using TransferLab.Pictures;

namespace TransferLab.Cli.Commands;

/// <summary>The option <c>--augment NAME|FILE.json[:K]</c>: a preset or a policy file, and how many fixed views of each image it makes.</summary>
/// <param name="Level">What was chosen.</param>
/// <param name="Policy">The file, where it was one.</param>
/// <param name="Views">K; null where it is not given.</param>
internal sealed record AugmentFlag(AugmentationLevel Level, AugmentationPolicy? Policy, int? Views)
{
    private const int MostViews = 1000;

    public static Option<string?> Option(string description, string? standard) => Flags.Word("--augment", "NAME|FILE.json[:K]", description, standard);

    /// <summary>Reads the option's value, and the file where it names one.</summary>
    /// <exception cref="UsageException">It is neither a preset nor a file, or K is out of range.</exception>
    public static AugmentFlag Parse(string text)
    {
        var (name, views) = (text, (int?)null);
        if (text.LastIndexOf(':') is var colon and >= 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            (name, views) = (text[..colon], number);
            if (number is < 1 or > MostViews)
                throw new UsageException($"--augment {text}: {number} views are out of range: 1 to {MostViews}.");
        }
        if (AugmentationPolicy.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            var level = Enum.Parse<AugmentationLevel>(name, ignoreCase: true);
            return level == AugmentationLevel.None && views is not null
                ? throw new UsageException($"--augment {text}: images that are not varied have no views.")
                : new(level, null, views);
        }
        return name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(name)
            ? new(AugmentationLevel.File, AugmentationPolicy.Load(name), views)
            : throw new UsageException($"--augment '{text}' is not known; choose one of {string.Join(", ", AugmentationPolicy.Names)}, or name a policy file that ends in .json.");
    }
}
