namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>Ways to write dX of a convolution.</summary>
internal enum DataGradientForm
{
    /// <summary>Convolution of dY with the transposed weight; 1x1, stride 1.</summary>
    PointwiseConvolution,

    /// <summary>Convolution of dY with the weight flipped in space and its channels swapped per group; stride 1.</summary>
    FlippedConvolution,

    /// <summary>ConvTranspose with the weight as it is.</summary>
    TransposedConvolution,
}
