namespace TransferLab.Backbones;

/// <summary>A conventional way of turning pixels into a network's input; see <see cref="BackboneSpec"/> for the formula.</summary>
/// <param name="Name">The name it is chosen by.</param>
/// <param name="Description">One line for lists and messages.</param>
/// <param name="PixelScale">Factor on pixel values.</param>
/// <param name="Mean">Three means in the network's channel order.</param>
/// <param name="Std">Three deviations.</param>
/// <param name="Channels">The channel order the convention implies.</param>
internal sealed record NormalizationPreset(
    string Name, string Description, double PixelScale, IReadOnlyList<double> Mean, IReadOnlyList<double> Std, ChannelOrder Channels)
{
    /// <summary>All presets.</summary>
    public static IReadOnlyList<NormalizationPreset> All { get; } =
    [
        new("imagenet", "RGB, x/255 minus (0.485,0.456,0.406) over (0.229,0.224,0.225): PyTorch, timm", 1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225],
            ChannelOrder.Rgb),
        new("tf", "RGB, x/127.5 - 1: TensorFlow slim, Keras MobileNet and Inception", 1 / 127.5, [1, 1, 1], [1, 1, 1], ChannelOrder.Rgb),
        new("caffe-bgr", "BGR, x minus (103.939,116.779,123.68): Caffe, Keras VGG and ResNet; rounded means are 104,117,124", 1, [103.939, 116.779, 123.68],
            [1, 1, 1], ChannelOrder.Bgr),
        new("unit", "RGB, x/255", 1 / 255.0, [0, 0, 0], [1, 1, 1], ChannelOrder.Rgb),
        new("none", "RGB, x as it is, 0 to 255: the graph normalises by itself", 1, [0, 0, 0], [1, 1, 1], ChannelOrder.Rgb),
    ];

    /// <summary>Finds a preset.</summary>
    /// <exception cref="BackboneException">There is none of that name; the message lists all.</exception>
    public static NormalizationPreset Parse(string name) =>
        All.FirstOrDefault(p => p.Name == name) ?? throw new BackboneException($"There is no normalization '{name}'. Known:\n{List()}");

    internal static string List() => string.Join('\n', All.Select(p => $"  {p.Name,-10} {p.Description}"));
}
