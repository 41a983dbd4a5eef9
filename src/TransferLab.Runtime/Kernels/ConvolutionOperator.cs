namespace TransferLab.Runtime.Kernels;

/// <summary>How a window slides, from a node's attributes as ONNX names them.</summary>
internal readonly struct WindowAttributes(KernelInfo info)
{
    private readonly int[] _strides = info.Integers("strides", 1, 1);
    private readonly int[] _dilations = info.Integers("dilations", 1, 1);
    // Top, left, bottom, right.
    private readonly int[] _pads = info.Integers("pads", 0, 0, 0, 0);
    private readonly int _groups = info.Integer("group", 1);

    /// <summary>The geometry of an input [N,H,W,C].</summary>
    public ConvolutionShape Shape(in KernelTensor x, int outputChannels, int groupInputs, int kernelHeight, int kernelWidth)
    {
        if (_groups < 1 || groupInputs * _groups != x[3] || outputChannels % _groups != 0)
            throw new InvalidOperationException(
                $"{outputChannels} output channels that each read {groupInputs} channels, "
                + $"in {_groups} groups, do not fit an input of shape {x} (channels last).");
        if ((long)kernelHeight * kernelWidth > ConvolutionShape.MaxTaps)
            throw new InvalidOperationException($"A window of {kernelHeight}×{kernelWidth} is larger than kernels take, {ConvolutionShape.MaxTaps} positions.");
        return new ConvolutionShape
        {
            Batch = x[0],
            Height = x[1],
            Width = x[2],
            InputChannels = x[3],
            OutputHeight = Extent(0, x[1], kernelHeight),
            OutputWidth = Extent(1, x[2], kernelWidth),
            OutputChannels = outputChannels,
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            StrideHeight = _strides[0],
            StrideWidth = _strides[1],
            DilationHeight = _dilations[0],
            DilationWidth = _dilations[1],
            PadTop = _pads[0],
            PadLeft = _pads[1],
            Groups = _groups,
        };
    }

    /// <summary>The geometry of a convolution with weights [O,C/g,KH,KW].</summary>
    public ConvolutionShape Shape(in KernelTensor x, in KernelTensor w) => Shape(x, w[0], w[1], w[2], w[3]);

    private int Extent(int axis, int size, int kernel)
    {
        var room = size + _pads[axis] + _pads[axis + 2] - (_dilations[axis] * (kernel - 1)) - 1;
        return room >= 0
            ? (room / _strides[axis]) + 1
            : throw new InvalidOperationException($"A window of {kernel} with dilation {_dilations[axis]} is larger than the padded input of {size}.");
    }
}

/// <summary><c>Conv</c>: x, W, B?, addend? → y = clamp(x * W + B + addend).</summary>
internal sealed unsafe class ConvolutionOperator : KernelOperator
{
    private readonly WindowAttributes _window;
    private readonly Clamp _clamp;
    private readonly Convolution _convolution;

    public ConvolutionOperator(KernelInfo info) =>
        (_window, _clamp, _convolution) = (new WindowAttributes(info), info.Clamp(), new Convolution(Kernels, info.ConstantInput(1)));

    public override void Compute(KernelContext context)
    {
        KernelTensor x = context.Input4(0), w = context.Input4(1), bias = context.Input(2), addend = context.Input(3);
        var s = _window.Shape(x, w);
        if (!bias.FitsOrAbsent(s.OutputChannels) || !addend.FitsOrAbsent(s.Batch, s.OutputHeight, s.OutputWidth, s.OutputChannels))
            throw new InvalidOperationException($"The bias {bias} or the addend {addend} does not fit an output of shape "
                + $"[{s.Batch},{s.OutputHeight},{s.OutputWidth},{s.OutputChannels}].");
        var y = context.Output(0, s.Batch, s.OutputHeight, s.OutputWidth, s.OutputChannels);
        if (s.Batch > 0)
            _convolution.Forward(context, s, x.Data, w.Data, bias.Data, addend.Data, _clamp, y);
    }

    public override void Dispose()
    {
        _convolution.Dispose();
        base.Dispose();
    }
}

/// <summary><c>ConvGradient</c>: dy, x, W, addend? → dx? = mask(x) · (dy * Wᵀ + addend), dW?, dB?.</summary>
internal sealed unsafe class ConvolutionGradientOperator(KernelInfo info) : KernelOperator
{
    private readonly WindowAttributes _window = new(info);
    private readonly Clamp _mask = info.Clamp();
    private readonly Convolution _convolution = new(Kernels, null);

    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input4(0), x = context.Input4(1), w = context.Input4(2), addend = context.Input(3);
        var s = _window.Shape(x, w);
        if (!dy.FitsOrAbsent(s.Batch, s.OutputHeight, s.OutputWidth, s.OutputChannels) || !addend.FitsOrAbsent(x))
            throw new InvalidOperationException($"The gradient {dy} or the addend {addend} does not fit a convolution of {x} with weights {w}.");
        var dx = context.OutputLike(0, x);
        var dw = context.OutputLike(1, w);
        var db = context.Output(2, s.OutputChannels);
        if (s.Batch > 0)
        {
            _convolution.Gradient(context, s, dy.Data, x.Data, w.Data, addend.Data, _mask, dx, dw, db);
            return;
        }
        if (dw != null)
            new Span<float>(dw, checked((int)s.WeightCount)).Clear();
        if (db != null)
            new Span<float>(db, s.OutputChannels).Clear();
    }

    public override void Dispose()
    {
        _convolution.Dispose();
        base.Dispose();
    }
}
