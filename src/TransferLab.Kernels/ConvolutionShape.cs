namespace TransferLab.Kernels;

/// <summary>
/// A two-dimensional convolution X [N,H,W,C] * W [O,C/g,KH,KW] = Y [N,OH,OW,O]: output (i,j) reads input rows <c>i*strideH + a*dilationH − padTop</c> for
/// taps a, and columns alike; what lies outside is 0.
/// </summary>
internal readonly record struct ConvolutionShape
{
    /// <summary>Most taps of a kernel, which kernels list on the stack: 31×31, as large as published networks have.</summary>
    public const int MaxTaps = 31 * 31;

    public required int Batch { get; init; }
    public required int Height { get; init; }
    public required int Width { get; init; }
    public required int InputChannels { get; init; }
    public required int OutputHeight { get; init; }
    public required int OutputWidth { get; init; }
    public required int OutputChannels { get; init; }
    public required int KernelHeight { get; init; }
    public required int KernelWidth { get; init; }
    public int StrideHeight { get; init; } = 1;
    public int StrideWidth { get; init; } = 1;
    public int DilationHeight { get; init; } = 1;
    public int DilationWidth { get; init; } = 1;
    public int PadTop { get; init; }
    public int PadLeft { get; init; }
    public int Groups { get; init; } = 1;

    public ConvolutionShape() { }

    /// <summary>Input channels of a group.</summary>
    public int GroupInputs => InputChannels / Groups;

    /// <summary>Output channels of a group.</summary>
    public int GroupOutputs => OutputChannels / Groups;

    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Elements of W.</summary>
    public long WeightCount => (long)OutputChannels * GroupInputs * Taps;

    /// <summary>Input positions, N·H·W.</summary>
    public int InputPositions => checked(Batch * Height * Width);

    /// <summary>Output positions, N·OH·OW.</summary>
    public int OutputPositions => checked(Batch * OutputHeight * OutputWidth);
}

/// <summary>
/// An activation that is a clamp: y = min(max(x, Low), High). ReLU is (0, +∞), ReLU6 (0, 6), no activation (−∞, +∞). Its derivative is 1 where
/// Low &lt; y &lt; High, else 0.
/// </summary>
internal readonly record struct Clamp(float Low, float High)
{
    public static Clamp None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    public bool IsNone => float.IsNegativeInfinity(Low) && float.IsPositiveInfinity(High);
}
