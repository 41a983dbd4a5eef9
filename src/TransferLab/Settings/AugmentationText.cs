namespace TransferLab.Settings;

/// <summary>
/// The variation of training images as a person writes it: <c>NAME[:K]</c> or <c>FILE.json[:K]</c>, a preset or a policy file, and how many fixed views of each
/// image it makes.
/// </summary>
internal static class AugmentationText
{
    private const int MostViews = 1000;

    private static SettingName Name => new(nameof(FineTuneOptions.Augmentation));

    public static string Of(FineTuneOptions o) =>
        o.Augmentation == AugmentationLevel.File ? o.AugmentationPolicy?.Path ?? "" : o.Augmentation.ToString().ToLowerInvariant();

    /// <summary>Options with what is written, the file read where it names one.</summary>
    /// <exception cref="SettingException">It is neither a preset nor a file, or K is out of range.</exception>
    public static FineTuneOptions Read(FineTuneOptions o, string text)
    {
        var (level, policy, views) = Parse(text);
        return o with { Augmentation = level, AugmentationPolicy = policy, Views = views ?? o.Views };
    }

    /// <summary>The preset or file, and K; null where none is written.</summary>
    /// <exception cref="SettingException">It is neither a preset nor a file, or K is out of range.</exception>
    public static (AugmentationLevel Level, AugmentationPolicy? Policy, int? Views) Parse(string text)
    {
        var (name, views) = (text, (int?)null);
        if (text.LastIndexOf(':') is var colon and >= 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            (name, views) = (text[..colon], number);
            SettingException.Require(number is >= 1 and <= MostViews, $"{Name.Of(text)}: {number} views are out of range: 1 to {MostViews}.");
        }
        if (AugmentationPolicy.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            var level = Enum.Parse<AugmentationLevel>(name, ignoreCase: true);
            SettingException.Require(level != AugmentationLevel.None || views is null, $"{Name.Of(text)}: images that are not varied have no views.");
            return (level, null, views);
        }
        SettingException.Require(name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(name),
            $"{Name} '{text}' is not known; choose one of {string.Join(", ", AugmentationPolicy.Names)}, or name a policy file that ends in .json.");
        return (AugmentationLevel.File, AugmentationPolicy.Load(name), views);
    }
}
