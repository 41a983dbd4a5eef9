using System.CommandLine;
using TransferLab.Backbones;
using TransferLab.Imaging;

namespace TransferLab.Cli.Commands;

/// <summary>The options that say what a backbone file does not: shared by every command that takes a backbone.</summary>
internal sealed class BackboneFlags
{
    private readonly Option<string?> _input = new("--input-name") { Description = "Graph input that takes the images; needed when several could." };
    private readonly Option<string?> _layout = new("--layout") { Description = "Axis order of the input: nchw or nhwc; needed when its shape does not show it." };
    private readonly Option<int?> _size = new("--input-size") { Description = "Height and width in pixels; needed when the input's shape leaves them open." };
    private readonly Option<string?> _channels = new("--channels") { Description = "Channel order: rgb, bgr or gray." };
    private readonly Option<string?> _normalization = new("--normalization")
    {
        Description = $"How pixel values become numbers: {string.Join(", ", NormalizationPreset.All.Select(p => p.Name))}. Known backbones need none.",
    };

    private readonly Option<double[]?> _mean = new("--mean") { Description = "Mean, one number or one per channel, in the unit of scaled pixels.", AllowMultipleArgumentsPerToken = true, Arity = new ArgumentArity(1, 3) };
    private readonly Option<double[]?> _std = new("--std") { Description = "Standard deviation, one number or one per channel.", AllowMultipleArgumentsPerToken = true, Arity = new ArgumentArity(1, 3) };
    private readonly Option<double?> _scale = new("--pixel-scale") { Description = "Factor on pixel values 0 to 255 before the mean is taken off, e.g. 0.00392157." };
    private readonly Option<string?> _features = new("--feature-value") { Description = "Value that carries the features; default: the classifier's input, found by walking back from the output." };
    private readonly Option<string?> _resize = new("--resize") { Description = "How pictures get the input's size: crop (default), squash or pad." };

    public void AddTo(Command command)
    {
        command.Options.Add(_input);
        command.Options.Add(_layout);
        command.Options.Add(_size);
        command.Options.Add(_channels);
        command.Options.Add(_normalization);
        command.Options.Add(_mean);
        command.Options.Add(_std);
        command.Options.Add(_scale);
        command.Options.Add(_features);
        command.Options.Add(_resize);
    }

    public BackboneOptions Read(ParseResult parsed) => new()
    {
        InputName = parsed.GetValue(_input),
        Layout = Choice<ImageLayout>(parsed, _layout),
        Height = parsed.GetValue(_size),
        Width = parsed.GetValue(_size),
        Channels = Choice<ChannelOrder>(parsed, _channels),
        Normalization = parsed.GetValue(_normalization),
        Mean = parsed.GetValue(_mean) is { Length: > 0 } mean ? mean : null,
        Std = parsed.GetValue(_std) is { Length: > 0 } std ? std : null,
        PixelScale = parsed.GetValue(_scale),
        FeatureValue = parsed.GetValue(_features),
        ResizeMode = Choice<ResizeMode>(parsed, _resize),
    };

    private static T? Choice<T>(ParseResult parsed, Option<string?> option) where T : struct, Enum
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && !int.TryParse(text, out _)
            ? value
            : throw new ArgumentException($"{option.Name} {text} is not known: {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}.");
    }
}
