namespace TransferLab.Runtime.Kernels;

/// <summary><c>Clamp</c>: x, addend? → y = clamp(x + addend). Any shape, any layout.</summary>
internal sealed unsafe class ClampOperator(KernelInfo info) : KernelOperator
{
    private readonly Clamp _clamp = info.Clamp();

    public override void Compute(KernelContext context)
    {
        KernelTensor x = context.Input(0), addend = context.Input(1);
        if (!addend.FitsOrAbsent(x))
            throw new InvalidOperationException($"The addend {addend} has not the shape of the input {x}.");
        var y = context.OutputLike(0, x);
        if (x.Count > 0)
            Kernels.Map(context, x.Data, y, x.Count, Epilogue.Forward(null, addend.Data, _clamp));
    }
}

/// <summary><c>ClampGradient</c>: dy, y, addend? → dx = mask(y) · (dy + addend). Any shape, any layout.</summary>
internal sealed unsafe class ClampGradientOperator(KernelInfo info) : KernelOperator
{
    private readonly Clamp _clamp = info.Clamp();

    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input(0), y = context.Input(1), addend = context.Input(2);
        if (!y.FitsOrAbsent(dy) || !addend.FitsOrAbsent(dy))
            throw new InvalidOperationException($"The output {y} or the addend {addend} has not the shape of the gradient {dy}.");
        var dx = context.OutputLike(0, dy);
        if (dy.Count > 0)
            Kernels.Map(context, dy.Data, dx, dy.Count, Epilogue.Gradient(addend.Data, y.Data, _clamp));
    }
}

/// <summary><c>ToChannelsLast</c>: [N,C,H,W] → [N,H,W,C].</summary>
internal sealed unsafe class ToChannelsLastOperator : KernelOperator
{
    public override void Compute(KernelContext context)
    {
        var x = context.Input4(0);
        var y = context.Output(0, x[0], x[2], x[3], x[1]);
        if (x.Count > 0)
            Kernels.Transpose(context, x.Data, y, x[0], x[1], checked(x[2] * x[3]));
    }
}

/// <summary><c>ToChannelsFirst</c>: [N,H,W,C] → [N,C,H,W].</summary>
internal sealed unsafe class ToChannelsFirstOperator : KernelOperator
{
    public override void Compute(KernelContext context)
    {
        var x = context.Input4(0);
        var y = context.Output(0, x[0], x[3], x[1], x[2]);
        if (x.Count > 0)
            Kernels.Transpose(context, x.Data, y, x[0], checked(x[1] * x[2]), x[3]);
    }
}
