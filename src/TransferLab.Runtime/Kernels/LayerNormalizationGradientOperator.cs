namespace TransferLab.Runtime.Kernels;

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
