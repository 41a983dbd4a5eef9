namespace TransferLab.Runtime.Kernels;

/// <summary><c>Gelu</c>: x → y = x·Φ(x). Any shape.</summary>
internal sealed unsafe class GeluOperator : KernelOperator
{
    public override void Compute(KernelContext context)
    {
        var x = context.Input(0);
        var y = context.OutputLike(0, x);
        if (x.Count > 0)
            Kernels.Gelu(context, x.Data, y, x.Count);
    }
}

/// <summary><c>GeluGradient</c>: dy, x → dx = dy·(Φ(x) + x·φ(x)). Any shape.</summary>
internal sealed unsafe class GeluGradientOperator : KernelOperator
{
    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input(0), x = context.Input(1);
        if (!dy.FitsOrAbsent(x))
            throw new InvalidOperationException($"The gradient {dy} has not the shape of the input {x}.");
        var dx = context.OutputLike(0, x);
        if (x.Count > 0)
            Kernels.GeluGradient(context, dy.Data, x.Data, dx, x.Count);
    }
}
