using System.CommandLine;
using TransferLab.Backbones;
using TransferLab.Imaging;

namespace TransferLab.Cli.Commands;

/// <summary>The options that say what a backbone file does not: shared by every command that takes a backbone.</summary>
internal sealed class BackboneFlags
{
    private readonly Option<string?> _input = Flags.Word("--input-name", "NAME", "Graph input that takes the images; needed when several could.");
    private readonly Option<ImageLayout?> _layout = Flags.Choice<ImageLayout>("--layout", "Axis order of the input; needed when its shape does not show it.");
    private readonly Option<int?> _size = Flags.Number<int>("--size", "Height and width of the input in pixels; needed when its shape leaves them open.");
    private readonly Option<ChannelOrder?> _channels = Flags.Choice<ChannelOrder>("--channels", "Channel order; default that of the --normalization.");
    private readonly Option<string?> _normalization = Flags.Word("--normalization", "NAME",
        "How pixel values become numbers; known backbones need none:\n" + string.Join('\n', NormalizationPreset.All.Select(p => $"{p.Name}: {p.Description}")));

    private readonly Option<double[]?> _mean = Flags.Numbers("--mean", "Mean, one number or one per channel in the network's channel order, in the unit of scaled pixels, e.g. 104,117,124.");
    private readonly Option<double[]?> _std = Flags.Numbers("--std", "Standard deviation, one number or one per channel in the network's channel order.");
    private readonly Option<double?> _scale = Flags.Number<double>("--pixel-scale", "Factor on pixel values 0 to 255 before the mean is taken off, e.g. 0.00392157.");
    private readonly Option<string?> _features = Flags.Word("--feature-value", "VALUE", "Value that carries the features; default: the classifier's input, found by walking back from the output.");
    private readonly Option<ResizeMode?> _resize = Flags.Choice<ResizeMode>("--resize", "How pictures get the input's size: cut out of the middle (default), stretched, or fitted and padded.");

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [_normalization, _mean, _std, _scale, _channels, _layout, _size, _resize, _input, _features];

    public BackboneOptions Read(ParseResult parsed) => new()
    {
        InputName = parsed.GetValue(_input),
        Layout = parsed.GetValue(_layout),
        Height = parsed.GetValue(_size),
        Width = parsed.GetValue(_size),
        Channels = parsed.GetValue(_channels),
        Normalization = parsed.GetValue(_normalization),
        // An array option that was not given reads as an empty array.
        Mean = parsed.GetValue(_mean) is { Length: > 0 } mean ? mean : null,
        Std = parsed.GetValue(_std) is { Length: > 0 } std ? std : null,
        PixelScale = parsed.GetValue(_scale),
        FeatureValue = parsed.GetValue(_features),
        ResizeMode = parsed.GetValue(_resize),
    };
}
