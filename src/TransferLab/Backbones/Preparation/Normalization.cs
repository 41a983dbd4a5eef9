namespace TransferLab.Backbones.Preparation;

/// <summary>Settles channel order and pixel arithmetic: from options, else from the catalogue, else from a graph that begins with its own arithmetic on pixels,
/// else not at all.</summary>
internal static class Normalization
{
    /// <summary>A spec with channels, scale, mean and deviation; the caller fills in the rest.</summary>
    /// <param name="options">What a caller says.</param>
    /// <param name="known">What the catalogue says.</param>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="raw">Whether the graph takes pixels as they are, and in which order.</param>
    /// <exception cref="BackboneException">Neither options nor catalogue say enough.</exception>
    public static BackboneSpec Decide(BackboneOptions options, BackboneOptions? known, int channels, Func<ChannelOrder?>? raw = null)
    {
        // Numbers given without a preset replace the catalogue's; a preset replaces them all.
        var preset = options.Normalization is { } name ? NormalizationPreset.Parse(name) : known is null ? null : OfCatalogue(known);
        if (preset is null && options.Mean is null && options.Std is null && raw?.Invoke() is { } found)
            preset = NormalizationPreset.Parse("none") with { Channels = found };
        if (preset is null && (options.Mean is null || options.Std is null))
            throw new BackboneException(
                $"how pixels become the input does not show in the graph, and any choice would be a guess: pass "
                    + $"{new SettingName(nameof(BackboneOptions.Normalization))}, or "
                + $"{new SettingName(nameof(BackboneOptions.Mean))} and {new SettingName(nameof(BackboneOptions.Std))} (and "
                    + $"{new SettingName(nameof(BackboneOptions.PixelScale))}, default 1). "
                + $"Presets:\n{NormalizationPreset.List()}");
        var order = channels == 1 ? ChannelOrder.Gray : options.Channels ?? preset?.Channels ?? ChannelOrder.Rgb;
        if (channels == 3 && order == ChannelOrder.Gray)
            throw new BackboneException("the input has 3 channels, which cannot be GRAY.");
        // The means of a preset are listed in its own channel order.
        var reversed = preset is not null && channels == 3 && order != preset.Channels;
        return new BackboneSpec
        {
            Name = "",
            InputName = "",
            Height = 0,
            Width = 0,
            Channels = order,
            PixelScale = options.PixelScale ?? preset?.PixelScale ?? 1,
            Mean = PerChannel(options.Mean, preset?.Mean, channels, reversed, "mean"),
            Std = PerChannel(options.Std, preset?.Std, channels, reversed, "std"),
            FeatureValue = "",
            Sha256 = "",
        };
    }

    private static NormalizationPreset OfCatalogue(BackboneOptions known) =>
        new("", "", known.PixelScale!.Value, Three(known.Mean!), Three(known.Std!), known.Channels!.Value);

    private static IReadOnlyList<double> Three(IReadOnlyList<double> values) => values.Count == 1 ? [values[0], values[0], values[0]] : values;

    private static double[] PerChannel(IReadOnlyList<double>? given, IReadOnlyList<double>? preset, int channels, bool reversed, string what)
    {
        if (given is not null)
            return given.Count == channels ? [.. given]
                : given.Count == 1 ? [.. Enumerable.Repeat(given[0], channels)]
                : throw new BackboneException($"the {what} has {given.Count} numbers, the input has {channels} channel{(channels == 1 ? "" : "s")}.");
        // One grey channel under a colour preset: the average of the three is what the luminance of a mean grey picture has.
        return channels == 1 ? [preset!.Average()] : reversed ? [.. preset!.Reverse()] : [.. preset!];
    }
}
