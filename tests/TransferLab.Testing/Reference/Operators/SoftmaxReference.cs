namespace TransferLab.Testing.Reference.Operators;

/// <summary>Softmax and its logarithm.</summary>
internal static class SoftmaxReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Softmax", c => UnaryReference.Map(LogSoftmax(c), Math.Exp));
        all.Add("LogSoftmax", LogSoftmax);
    }

    // Since operator set 13 along one axis; before, over everything from the axis on, which defaulted to 1.
    private static NDArray LogSoftmax(OperatorCall c)
    {
        var x = c[0];
        var axis = c.Axis("axis", c.Opset >= 13 ? -1 : 1, x.Rank);
        int[] axes = c.Opset >= 13 ? [axis] : [.. Enumerable.Range(axis, x.Rank - axis)];
        return BinaryReference.Combine(x, ReductionReference.Reduce(x, axes, keep: true, ReductionReference.LogSumExp), (v, total) => v - total);
    }
}
