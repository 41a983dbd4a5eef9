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

/// <summary><c>LayerNormalizationGradient</c>: dy, x [...,K], scale [K], addend? → dx? + addend, dscale?, dbias?.</summary>
internal sealed unsafe class LayerNormalizationGradientOperator(KernelInfo info) : KernelOperator
{
    private readonly float _epsilon = info.Number("epsilon", 1e-5f);

    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input(0), x = context.Input(1), scale = context.Input(2), addend = context.Input(3);
        var length = x.Rank == 0 ? 0 : x[x.Rank - 1];
        if (length == 0 || !dy.FitsOrAbsent(x) || !addend.FitsOrAbsent(x) || !scale.FitsOrAbsent(length))
            throw new InvalidOperationException($"The gradient {dy}, the addend {addend} or the scale {scale} does not fit rows of an input of shape {x}.");
        var dx = context.OutputLike(0, x);
        var dscale = context.Output(1, length);
        var dbias = context.Output(2, length);
        if (x.Count > 0)
        {
            Kernels.LayerNormalizationGradient(context, dy.Data, x.Data, scale.Data, checked((int)(x.Count / length)), length, _epsilon, dx, dscale, dbias,
                Epilogue.Gradient(addend.Data, null, Clamp.None));
            return;
        }
        if (dscale != null)
            new Span<float>(dscale, length).Clear();
        if (dbias != null)
            new Span<float>(dbias, length).Clear();
    }
}

/// <summary><c>SoftmaxGradient</c>: dy, y [...,K] → dx = y·(dy − Σ dy·y over rows).</summary>
internal sealed unsafe class SoftmaxGradientOperator : KernelOperator
{
    public override void Compute(KernelContext context)
    {
        KernelTensor dy = context.Input(0), y = context.Input(1);
        if (y.Rank == 0 || !dy.FitsOrAbsent(y))
            throw new InvalidOperationException($"The gradient {dy} has not the shape of the output {y}.");
        var dx = context.OutputLike(0, y);
        if (y.Count > 0)
            Kernels.SoftmaxGradient(context, dy.Data, y.Data, checked((int)(y.Count / y[y.Rank - 1])), y[y.Rank - 1], dx);
    }
}
