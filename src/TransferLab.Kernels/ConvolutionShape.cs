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

    /// <summary>Whether W is [C,O], as a product x·W has it, instead of [O,C]. Only for 1×1 in one group.</summary>
    public bool InputsFirst { get; init; }

    /// <summary>Rows of numbers times a matrix of weights: x [rows, C] · W = y [rows, O].</summary>
    public static ConvolutionShape Linear(int rows, int inputs, int outputs, bool inputsFirst) => new()
    {
        Batch = 1,
        Height = 1,
        Width = rows,
        InputChannels = inputs,
        OutputHeight = 1,
        OutputWidth = rows,
        OutputChannels = outputs,
        KernelHeight = 1,
        KernelWidth = 1,
        InputsFirst = inputsFirst,
    };

    public ConvolutionShape() { }

    /// <summary>Input channels of a group.</summary>
    public int GroupInputs => InputChannels / Groups;

    /// <summary>Output channels of a group.</summary>
    public int GroupOutputs => OutputChannels / Groups;

    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Floats in W from one channel read to the next.</summary>
    public int InputStride => InputsFirst ? OutputChannels : Taps;

    /// <summary>Floats in W from one channel written to the next.</summary>
    public int OutputStride => InputsFirst ? 1 : GroupInputs * Taps;

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
