using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>
/// dW of a convolution from X and dY: chooses the form that ONNX Runtime runs fastest for the shape. Milliseconds below are for 16 pictures on two cores,
/// the best form first.
/// <list type="table">
/// <item><term>1x1, above 200 positions</term><description>per picture 5.5 (32 to 64@112), 11.5 (128@56); one Gemm 19, 36: transposing large activations costs more than a short sum</description></item>
/// <item><term>1x1, up to 200 positions</term><description>one Gemm 10 (512@14), 5.4; per picture 12, 10: small products do not fill the cores</description></item>
/// <item><term>kxk stride 1, above 400 positions</term><description>tap products 55 (64@56), 32 (128@28); columns 68, 41; convolution with swapped axes 157, 96</description></item>
/// <item><term>kxk stride 1, up to 400</term><description>row Gemms 28 (256@14), 32 (512@7); one Gemm on all columns 31, 33</description></item>
/// <item><term>kxk stride 2, above 400</term><description>SpaceToDepth and tap products 24 (64@56); strided slices 42 to 51</description></item>
/// <item><term>up to 4 input channels</term><description>SpaceToDepth, all taps, one product per picture 80 (7x7), 19 (3x3); strided slices 125, 24</description></item>
/// <item><term>kxk strided, up to 400</term><description>one Gemm on all columns 21 (256@14)</description></item>
/// <item><term>depthwise</term><description>convolution with dY as weight 66 (32@112), 18 (512@14); slice, multiply, sum 95, 21; columns 87</description></item>
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

    /// <summary>Writes dW.</summary>
    /// <param name="b">Where to write.</param>
    /// <param name="g">The convolution.</param>
    /// <param name="x">X [N,C,...].</param>
    /// <param name="dy">dY [N,K,...].</param>
    /// <returns>dW [K,C/g,...].</returns>
    public static string Write(GraphBuilder b, ConvolutionGeometry g, string x, string dy) => Select(g) switch
    {
        WeightGradientForm.PointwisePerPicture => PointwiseWeightGradient.PerPicture(b, g, x, dy),
        WeightGradientForm.PointwiseGemm => PointwiseWeightGradient.OneGemm(b, g, x, dy),
        WeightGradientForm.RowGemms => ColumnWeightGradient.RowGemms(b, g, x, dy),
        WeightGradientForm.ColumnsGemm => ColumnWeightGradient.OneGemm(b, g, x, dy),
        WeightGradientForm.StemColumns => ColumnWeightGradient.PerPicture(b, g, x, dy),
        WeightGradientForm.DepthwiseConvolution => DepthwiseWeightGradient.Write(b, g, x, dy),
        _ => TapWeightGradient.Write(b, g, x, dy),
    };
}
