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
