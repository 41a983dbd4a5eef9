namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>Ways to write dW of a convolution.</summary>
internal enum WeightGradientForm
{
    /// <summary>1x1, many positions: one product per picture, then a sum over pictures.</summary>
    PointwisePerPicture,

    /// <summary>1x1, few positions: channel-major operands and one Gemm over pictures and positions.</summary>
    PointwiseGemm,

    /// <summary>One product per tap and picture over a shifted slice of X; any rank, stride, dilation and group count.</summary>
    TapProducts,

    /// <summary>Stride 1, few positions: column shifts side by side, one Gemm per row shift.</summary>
    RowGemms,

    /// <summary>Same stride both ways: SpaceToDepth first, so that every tap is a unit-stride slice of one channel block.</summary>
    SpaceToDepthTaps,

    /// <summary>Very few input channels: all taps side by side as channels, one product per picture.</summary>
    StemColumns,

    /// <summary>Strided, few positions: all taps side by side, one Gemm over pictures and positions.</summary>
    ColumnsGemm,

    /// <summary>Depthwise: X convolved with dY as its weight, channel by channel.</summary>
    DepthwiseConvolution,
}

/// <summary>
/// dW of a convolution from X and dY: chooses the form that ONNX Runtime runs fastest for the shape. Milliseconds below are for 16 pictures on two cores,
/// the best form first.
/// <list type="table">
/// <item><term>1x1, above 200 positions</term><description>per picture 5.5 (32 to 64@112), 11.5 (128@56); one Gemm 19, 36: transposing large activations costs
/// more than a short sum</description></item>
/// <item><term>1x1, up to 200 positions</term><description>one Gemm 10 (512@14), 5.4; per picture 12, 10: small products do not fill the
/// cores</description></item>
/// <item><term>kxk stride 1, above 400 positions</term><description>tap products 55 (64@56), 32 (128@28); columns 68, 41; convolution with swapped axes 157,
/// 96</description></item>
/// <item><term>kxk stride 1, up to 400</term><description>row Gemms 28 (256@14), 32 (512@7); one Gemm on all columns 31, 33</description></item>
/// <item><term>kxk stride 2, above 400</term><description>SpaceToDepth and tap products 24 (64@56); strided slices 42 to 51</description></item>
/// <item><term>up to 4 input channels</term><description>SpaceToDepth, all taps, one product per picture 80 (7x7), 19 (3x3); strided slices 125,
/// 24</description></item>
/// <item><term>kxk strided, up to 400</term><description>one Gemm on all columns 21 (256@14)</description></item>
/// <item><term>depthwise</term><description>convolution with dY as weight 66 (32@112), 18 (512@14); slice, multiply, sum 95, 21; columns
/// 87</description></item>
/// </list>
/// </summary>
internal static class WeightGradient
{
    private const long FewPositionsPointwise = 200;
    private const long FewPositions = 400;
    private const long StemChannels = 4;

    public static WeightGradientForm Select(ConvolutionGeometry g)
    {
        var w = g.Window;
        if (g.IsDepthwise)
            return WeightGradientForm.DepthwiseConvolution;
        if (g.Groups > 1)
            return WeightGradientForm.TapProducts;
        if (g.IsPointwise)
            return w.OutputCount > FewPositionsPointwise ? WeightGradientForm.PointwisePerPicture : WeightGradientForm.PointwiseGemm;
        if (g.InputChannels <= StemChannels)
            return WeightGradientForm.StemColumns;
        if (w.OutputCount <= FewPositions)
            return w.IsUnitStride && w.Rank == 2 ? WeightGradientForm.RowGemms : WeightGradientForm.ColumnsGemm;
        return SpaceToDepth.Fits(w) ? WeightGradientForm.SpaceToDepthTaps : WeightGradientForm.TapProducts;
    }

    /// <summary>Writes dW [K,C/g,...] for X [N,C,...] and dY [N,K,...].</summary>
    public static string Write(GradientContext c, ConvolutionGeometry g, string x, string dy) => Select(g) switch
    {
        WeightGradientForm.PointwisePerPicture => PointwiseWeightGradient.PerPicture(c, g, x, dy),
        WeightGradientForm.PointwiseGemm => PointwiseWeightGradient.OneGemm(c, g, x, dy),
        WeightGradientForm.RowGemms => ColumnWeightGradient.RowGemms(c, g, x, dy),
        WeightGradientForm.ColumnsGemm => ColumnWeightGradient.OneGemm(c, g, x, dy),
        WeightGradientForm.StemColumns => ColumnWeightGradient.PerPicture(c, g, x, dy),
        WeightGradientForm.DepthwiseConvolution => DepthwiseWeightGradient.Write(c, g, x, dy),
        _ => TapWeightGradient.Write(c, g, x, dy),
    };
}

/// <summary>Activations with the channel first, so that one Gemm can contract pictures and positions together.</summary>
internal static class ChannelMajor
{
    /// <summary>[N,C,...] to [C,N,...].</summary>
    public static string Swap(GradientContext c, ConvolutionGeometry g, string x) =>
        c.Transpose(x, [1, 0, .. g.Window.SpatialAxes]);

    /// <summary>[N,C,...] with one element per output position to [C, N*positions].</summary>
    public static string Matrix(GradientContext c, ConvolutionGeometry g, string x, long channels) =>
        c.Reshape(Swap(c, g, x), channels, g.Batch * Dim.Of(g.Window.OutputCount));
}

/// <summary>dW of a 1x1 convolution: a matrix product of dY and X over pictures and positions.</summary>
internal static class PointwiseWeightGradient
{
    public static string PerPicture(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var positions = g.Window.OutputCount;
        var taken = c.Reshape(Taken(c, g, x), g.Batch, g.InputChannels, positions);
        var product = c.Op("MatMul", c.Reshape(dy, g.Batch, g.OutputChannels, positions), c.Transpose(taken, 0, 2, 1));
        return c.Reshape(c.Sum(product, false, 0), g.WeightDims);
    }

    public static string OneGemm(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var product = c.Op("Gemm", [ChannelMajor.Matrix(c, g, dy, g.OutputChannels), ChannelMajor.Matrix(c, g, Taken(c, g, x), g.InputChannels)],
            NodeAttribute.Int("transB", 1));
        return c.Reshape(product, g.WeightDims);
    }

    /// <summary>The positions of X that the single tap reads.</summary>
    private static string Taken(GradientContext c, ConvolutionGeometry g, string x)
    {
        var w = g.Window;
        return c.Slice(c.PadSpatial(x, w.PadsBegin, w.PadsTrailing), w.SpatialAxes, new long[w.Rank], w.Output, w.Strides);
    }
}

/// <summary>dW tap by tap: dW[:,:,t] = sum over pictures of dY times the slice of X that tap t reads. Groups become an axis of the product.</summary>
internal static class TapWeightGradient
{
    public static string Write(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var positions = Dim.Of(g.Window.OutputCount);
        Dim[] groups = g.Groups > 1 ? [g.Groups] : [];
        long[] swapLast = g.Groups > 1 ? [0, 1, 3, 2] : [0, 2, 1];
        var gradient = c.Reshape(dy, [g.Batch, .. groups, g.OutputChannelsPerGroup, positions]);
        var shifted = new SpaceToDepth(c, g, x);
        var taps = new List<string>();
        foreach (var tap in g.Window.Taps())
        {
            var slice = c.Reshape(shifted.Tap(tap), [g.Batch, .. groups, g.InputChannelsPerGroup, positions]);
            var product = c.Op("MatMul", gradient, c.Transpose(slice, swapLast));
            taps.Add(c.Reshape(c.Sum(product, false, 0), 1, g.OutputChannels, g.InputChannelsPerGroup));
        }
        return c.Reshape(c.Transpose(c.Concat(0, taps), 1, 2, 0), g.WeightDims);
    }
}
