namespace TransferLab.Runtime.Kernels;

/// <summary><c>MaxPool</c>: x → y.</summary>
internal sealed unsafe class MaxPoolOperator(KernelInfo info) : KernelOperator
{
    private readonly WindowAttributes _window = new(info);
    private readonly int[] _kernel = info.Integers("kernel_shape", 1, 1);

    public override void Compute(KernelContext context)
    {
        var x = context.Input4(0);
        var s = _window.Shape(x, x[3], x[3], _kernel[0], _kernel[1]);
        var y = context.Output(0, s.Batch, s.OutputHeight, s.OutputWidth, s.OutputChannels);
        if (s.Batch > 0)
            Kernels.MaxPool(context, s, x.Data, y);
    }
}

/// <summary><c>MaxPoolGradient</c>: dy, x, y → dx, times the derivative of the activation that made x.</summary>
internal sealed unsafe class MaxPoolGradientOperator(KernelInfo info) : KernelOperator
{
    private readonly WindowAttributes _window = new(info);
    private readonly int[] _kernel = info.Integers("kernel_shape", 1, 1);
    private readonly Clamp _mask = info.Clamp();

    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input4(0), x = context.Input4(1), y = context.Input4(2);
        var s = _window.Shape(x, x[3], x[3], _kernel[0], _kernel[1]);
        if (!dy.FitsOrAbsent(y) || !y.FitsOrAbsent(s.Batch, s.OutputHeight, s.OutputWidth, s.OutputChannels))
            throw new InvalidOperationException($"The gradient {dy} or the output {y} does not fit an input of shape {x}.");
        var dx = context.OutputLike(0, x);
        if (s.Batch > 0)
            Kernels.MaxPoolGradient(context, s, dy.Data, x.Data, y.Data, Epilogue.Gradient(null, x.Data, _mask), dx);
    }
}

/// <summary><c>GlobalAveragePool</c>: x [N,H,W,C] → y [N,1,1,C].</summary>
internal sealed unsafe class GlobalAveragePoolOperator : KernelOperator
{
    public override void Compute(KernelContext context)
    {
        var x = context.Input4(0);
        var y = context.Output(0, x[0], 1, 1, x[3]);
        if (x[0] > 0)
            Kernels.GlobalAverage(context, x.Data, x[0], checked(x[1] * x[2]), x[3], y);
    }
}

/// <summary><c>GlobalAveragePoolGradient</c>: dy [N,1,1,C], x → dx = mask(x) · dy / (H·W).</summary>
internal sealed unsafe class GlobalAveragePoolGradientOperator(KernelInfo info) : KernelOperator
{
    private readonly Clamp _mask = info.Clamp();

    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input4(0), x = context.Input4(1);
        if (!dy.FitsOrAbsent(x[0], 1, 1, x[3]))
            throw new InvalidOperationException($"The gradient {dy} does not fit the mean of {x} over its positions.");
        var dx = context.OutputLike(0, x);
        var positions = checked(x[1] * x[2]);
        if (x[0] > 0)
            Kernels.GlobalAverageGradient(context, dy.Data, x[0], positions, x[3], 1f / positions, Epilogue.Gradient(null, x.Data, _mask), dx);
    }
}
