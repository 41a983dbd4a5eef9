namespace TransferLab.Runtime.Kernels;

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
