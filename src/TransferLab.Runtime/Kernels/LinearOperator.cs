namespace TransferLab.Runtime.Kernels;

/// <summary>The geometry of a layer that multiplies rows of numbers by weights [K,M], or [M,K] with the attribute <c>transB</c>.</summary>
internal readonly struct LinearAttributes(KernelInfo info)
{
    private readonly bool _outputsFirst = info.Integer("transB", 0) != 0;

    public ConvolutionShape Shape(in KernelTensor x, in KernelTensor w)
    {
        if (x.Rank < 2 || w.Rank != 2 || x[x.Rank - 1] != w[_outputsFirst ? 1 : 0])
            throw new InvalidOperationException($"Weights {w}{(_outputsFirst ? ", transposed," : "")} do not fit rows of an input of shape {x}.");
        var length = x[x.Rank - 1];
        var rows = 1;
        foreach (var dim in x.Dims[..^1])
            rows = checked(rows * (int)dim);
        return ConvolutionShape.Linear(rows, length, w[_outputsFirst ? 0 : 1], !_outputsFirst);
    }
}

/// <summary><c>Linear</c>: x [...,K], W, B?, addend? → y [...,M] = x·W + B + addend.</summary>
internal sealed unsafe class LinearOperator : KernelOperator
{
    private readonly LinearAttributes _linear;
    private readonly Convolution _convolution;

    public LinearOperator(KernelInfo info) => (_linear, _convolution) = (new LinearAttributes(info), new Convolution(Kernels, info.ConstantInput(1)));

    public override void Compute(KernelContext context)
    {
        KernelTensor x = context.Input(0), w = context.Input(1), bias = context.Input(2), addend = context.Input(3);
        var s = _linear.Shape(x, w);
        var y = context.OutputLike(0, x, s.OutputChannels);
        if (!bias.FitsOrAbsent(s.OutputChannels) || !addend.FitsRowsOrAbsent(x, s.OutputChannels))
            throw new InvalidOperationException($"The bias {bias} or the addend {addend} does not fit an input of shape {x} with weights {w}.");
        if (s.Width > 0)
            _convolution.Forward(context, s, x.Data, w.Data, bias.Data, addend.Data, Clamp.None, y);
    }

    public override void Dispose()
    {
        _convolution.Dispose();
        base.Dispose();
    }
}

/// <summary><c>LinearGradient</c>: dy [...,M], x [...,K], W, addend? → dx? = dy·Wᵀ + addend, dW? = Σ x ⊗ dy, dB? = Σ dy.</summary>
internal sealed unsafe class LinearGradientOperator(KernelInfo info) : KernelOperator
{
    private readonly LinearAttributes _linear = new(info);
    private readonly Convolution _convolution = new(Kernels, null);

    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input(0), x = context.Input(1), w = context.Input(2), addend = context.Input(3);
        var s = _linear.Shape(x, w);
        if (!dy.FitsRowsOrAbsent(x, s.OutputChannels) || !addend.FitsOrAbsent(x))
            throw new InvalidOperationException($"The gradient {dy} or the addend {addend} does not fit an input of shape {x} with weights {w}.");
        var dx = context.OutputLike(0, x);
        var dw = context.OutputLike(1, w);
        var db = context.Output(2, s.OutputChannels);
        if (s.Width > 0)
        {
            _convolution.Gradient(context, s, dy.Data, x.Data, w.Data, addend.Data, Clamp.None, dx, dw, db);
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
