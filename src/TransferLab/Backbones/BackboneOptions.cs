namespace TransferLab.Backbones;

/// <summary>What a caller says about a backbone file. Everything is optional and wins over what the catalogue knows or the graph shows.</summary>
public sealed record BackboneOptions
{
    // People say both at once.
    internal static SettingName HeightSetting { get; } = new(nameof(Height)) { Name = "size" };

    internal static SettingName WidthSetting { get; } = new(nameof(Width)) { Name = "size" };

    /// <summary>Name for reports.</summary>
    public string? Name { get; init; }
    /// <summary>The graph input that takes the images; needed when several could.</summary>
    public string? InputName { get; init; }
    /// <summary>Axis order; needed when the input's shape does not show it.</summary>
    public ImageLayout? Layout { get; init; }
    /// <summary>Height in pixels; needed when the input's shape leaves it open.</summary>
    public int? Height { get; init; }
    /// <summary>Width in pixels; needed when the input's shape leaves it open.</summary>
    public int? Width { get; init; }
    /// <summary>Channel order; default that of the normalization preset, else RGB.</summary>
    public ChannelOrder? Channels { get; init; }
    /// <summary>Name of a <see cref="NormalizationPreset"/>, the base that <see cref="PixelScale"/>, <see cref="Mean"/> and <see cref="Std"/> change.</summary>
    public string? Normalization { get; init; }
    /// <summary>Factor on pixel values.</summary>
    public double? PixelScale { get; init; }
    /// <summary>One mean for all channels, or one per channel.</summary>
    public IReadOnlyList<double>? Mean { get; init; }
    /// <summary>One deviation for all channels, or one per channel; not zero.</summary>
    public IReadOnlyList<double>? Std { get; init; }
    /// <summary>The value that carries the features; default the classifier's input, found by walking back from the output.</summary>
    public string? FeatureValue { get; init; }
    /// <summary>How photographs get the input's size.</summary>
    public ResizeMode? ResizeMode { get; init; }
    /// <summary>See <see cref="BackboneSpec.ResizeScale"/>; above 0, at most 1.</summary>
    public double? ResizeScale { get; init; }
    /// <summary>Resampling kernel.</summary>
    public Interpolation? Interpolation { get; init; }
    /// <summary>Everything is said, and the catalogue is not asked: how a resumed run repeats what it settled at first.</summary>
    internal bool IsComplete { get; init; }
    /// <summary>Licence of the weights; null for the catalogue's.</summary>
    internal string? Licence { get; init; }
    /// <summary>Where the weights come from; null for the catalogue's.</summary>
    internal string? Source { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="SettingException">One of them is impossible; the message names it.</exception>
    public void Validate()
    {
        foreach (var setting in BackboneSettings.All)
            setting.Check(this);
        SettingException.Require(Width is null or (> 0 and <= 16384), $"{WidthSetting.Of($"{Width}")} is out of range: 1 to 16384 pixels.");
        SettingException.Require(ResizeScale is null or (> 0 and <= 1),
            $"{new SettingName(nameof(ResizeScale), $"{ResizeScale}")} is out of range: above 0, at most 1.");
    }
}
