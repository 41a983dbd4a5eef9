namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>
/// dW of a depthwise convolution as a convolution of X with dY as its weight: taps become output positions, so strides and dilations change places.
/// </summary>
internal static class DepthwiseWeightGradient
{
    public static string Write(GradientContext c, ConvolutionGeometry g, string x, string dy) =>
        g.Batch.IsKnown ? PerPicture(c, g, x, dy) : OverPictures(c, g, x, dy);

    /// <summary>Known batch: a group per picture and channel, then a sum over pictures.</summary>
    private static string PerPicture(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var planes = g.Batch * Dim.Of(g.InputChannels);
        var (source, pads) = Pads(c, g, x);
        var input = c.Reshape(source, [1, planes, .. Spatial(c, source)]);
        var weight = c.Reshape(dy, [g.Batch * Dim.Of(g.OutputChannels), 1, .. w.Output.Select(o => Dim.Of(o))]);
        var taps = Correlate(c, g, input, weight, pads, planes.Value);
        return c.Reshape(c.Sum(c.Reshape(taps, [g.Batch, .. g.WeightDims]), false, 0), g.WeightDims);
    }

    /// <summary>
    /// Open batch: the group attribute cannot depend on it, so the pictures are the channels within a group, and the convolution sums over them.
    /// </summary>
    private static string OverPictures(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var (source, pads) = Pads(c, g, x);
        var input = c.Reshape(ChannelMajor.Swap(c, g, source), [1, g.Batch * Dim.Of(g.InputChannels), .. Spatial(c, source)]);
        return c.Reshape(Correlate(c, g, input, ChannelMajor.Swap(c, g, dy), pads, g.InputChannels), g.WeightDims);
    }

    private static string Correlate(GradientContext c, ConvolutionGeometry g, string input, string weight, long[] pads, long groups)
    {
        var w = g.Window;
        var taps = c.Op("Conv", [input, weight],
            [NodeAttribute.Int("group", groups), NodeAttribute.Ints("strides", w.Dilations), NodeAttribute.Ints("dilations", w.Strides),
                NodeAttribute.Ints("pads", pads)]);
        return c.State(taps, input, new Shape([1, c.Shapes.Shape(weight)[0], .. w.Kernel.Select(k => Dim.Of(k))]));
    }

    /// <summary>Conv refuses negative pads: where windows leave a rest of X unread, X is cropped instead.</summary>
    private static (string Source, long[] Pads) Pads(GradientContext c, ConvolutionGeometry g, string x)
    {
        var w = g.Window;
        var source = c.PadSpatial(x, new long[w.Rank], [.. w.PadsTrailing.Select(p => Math.Min(p, 0))]);
        return (source, [.. w.PadsBegin, .. w.PadsTrailing.Select(p => Math.Max(p, 0))]);
    }

    private static IEnumerable<Dim> Spatial(GradientContext c, string x) => c.Shapes.Shape(x).Skip(2);
}
