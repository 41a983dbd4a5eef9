namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>
/// A convolution X [N,C,...] * W [K,C/g,...] = Y [N,K,...]: channels, groups and window. For a ConvTranspose this describes the convolution it is the
/// transpose of, so X is the node's output and Y its input.
/// </summary>
internal sealed class ConvolutionGeometry
{
    private ConvolutionGeometry(Dim batch, long inputChannels, long outputChannels, long groups, WindowGeometry window)
    {
        Batch = batch;
        InputChannels = inputChannels;
        OutputChannels = outputChannels;
        Groups = groups;
        Window = window;
    }

    /// <summary>N; may be symbolic or unknown.</summary>
    public Dim Batch { get; }

    /// <summary>C.</summary>
    public long InputChannels { get; }

    /// <summary>K.</summary>
    public long OutputChannels { get; }

    public long Groups { get; }

    public WindowGeometry Window { get; }

    public long InputChannelsPerGroup => InputChannels / Groups;

    public long OutputChannelsPerGroup => OutputChannels / Groups;

    /// <summary>One input channel per group; each feeds one or more output channels.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == InputChannels;

    /// <summary>1x1: every output position reads one input position.</summary>
    public bool IsPointwise => Window.TapCount == 1;

    /// <summary>The shape of W.</summary>
    public Dim[] WeightDims => [OutputChannels, InputChannelsPerGroup, .. Window.Kernel.Select(k => Dim.Of(k))];

    public static ConvolutionGeometry OfConv(GradientContext c)
    {
        Shape x = c.InputShape(0), w = Weight(c);
        var window = WindowGeometry.Read(c.Node, x, [.. w.Skip(2).Select(d => d.Value)]);
        return Checked(c, new(x[0], w[1].Value * c.Node.Int("group", 1), w[0].Value, c.Node.Int("group", 1), window), x);
    }

    public static ConvolutionGeometry OfConvTranspose(GradientContext c)
    {
        Shape x = c.InputShape(0), w = Weight(c);
        var window = WindowGeometry.ReadTransposed(c.Node, x, c.OutputShape(), [.. w.Skip(2).Select(d => d.Value)]);
        return Checked(c, new(x[0], w[1].Value * c.Node.Int("group", 1), w[0].Value, c.Node.Int("group", 1), window), c.OutputShape());
    }

    private static Shape Weight(GradientContext c) => c.InputShape(1) is { IsStatic: true, Rank: >= 3 } w
        ? w
        : throw c.Refuse($"its weight has the shape {c.InputShape(1)}; the gradient needs a known one of rank 3 or more.");

    private static ConvolutionGeometry Checked(GradientContext c, ConvolutionGeometry g, Shape read) =>
        g.Groups >= 1 && g.OutputChannels % g.Groups == 0 && (!read[1].IsKnown || read[1].Value == g.InputChannels)
            ? g
            : throw c.Refuse($"{g.InputChannels} input channels, {g.OutputChannels} output channels and {g.Groups} groups do not fit a "
                + $"tensor of shape {read}.");
}
