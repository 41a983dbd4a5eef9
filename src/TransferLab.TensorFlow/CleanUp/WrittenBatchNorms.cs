namespace TransferLab.TensorFlow.CleanUp;

/// <summary>Recognises batch normalisation written out: m = rsqrt(variance + ε) · γ; y = x · m + (β − mean · m). As one operator it keeps its statistics
/// and takes part in what the tool does with batch normalisation. Constants with one dimension only, whose channels are the last axis.</summary>
internal static class WrittenBatchNorms
{
    public static void Apply(TfGraph graph)
    {
        var made = new Dictionary<TfNode, TfNode?>(ReferenceEqualityComparer.Instance);
        graph.Replace(value =>
        {
            if (value.Node is not { Op: "Add" or "AddV2", Inputs.Count: 2 } add)
                return null;
            if (!made.TryGetValue(add, out var merged))
                made[add] = merged = Merge(add, add.Inputs[0], add.Inputs[1]) ?? Merge(add, add.Inputs[1], add.Inputs[0]);
            return merged?[0];
        });
    }

    private static TfNode? Merge(TfNode add, TfValue product, TfValue shift)
    {
        if (product.Node is not { Op: "Mul", Inputs: [var a, var b] } || shift.Node is not { Op: "Sub", Inputs: [var beta, var moved] }
            || moved.Node is not { Op: "Mul", Inputs: [var c, var d] })
            return null;
        foreach (var (x, m) in new[] { (a, b), (b, a) })
        {
            if ((m != c && m != d) || Factor(m) is not { } factor)
                continue;
            var mean = m == c ? d : c;
            var gamma = factor.Gamma ?? TfNode.Of(add.Name + "/gamma", Tensor.Filled(1f, Channels(factor.Variance)))[0];
            if (Channels(mean) is var count && (count <= 0 || Channels(beta) != count || Channels(gamma) != count || Channels(factor.Variance) != count))
                continue;
            var norm = new TfNode(add.Name, "FusedBatchNormV3", new Dictionary<string, AttrValue>
            {
                ["epsilon"] = new() { F = factor.Epsilon },
                ["is_training"] = new() { B = false },
                ["data_format"] = new() { S = ByteString.CopyFromUtf8("NHWC") },
            });
            norm.Inputs.AddRange([x, gamma, beta, mean, factor.Variance]);
            return norm;
        }
        return null;
    }

    private static (TfValue? Gamma, TfValue Variance, float Epsilon)? Factor(TfValue m)
    {
        if (m.Node is { Op: "Mul", Inputs: [var a, var b] })
            return Root(a) is { } first ? (b, first.Variance, first.Epsilon) : Root(b) is { } second ? (a, second.Variance, second.Epsilon) : null;
        return Root(m) is { } root ? (null, root.Variance, root.Epsilon) : null;
    }

    private static (TfValue Variance, float Epsilon)? Root(TfValue value) =>
        value.Node is not { Op: "Rsqrt", Inputs: [var sum] } || sum.Node is not { Op: "Add" or "AddV2", Inputs: [var a, var b] } ? null
            : Scalar(b) is { } second ? (a, second) : Scalar(a) is { } first ? (b, first) : null;

    private static float? Scalar(TfValue value) =>
        value.Node.IsConstant && value.Node.Constant() is { Type: ElementType.Float, Count: 1 } t ? t.Span<float>()[0] : null;

    private static long Channels(TfValue value) =>
        value.Node.IsConstant && value.Node.Constant() is { Type: ElementType.Float, Dims: [var count] } ? count : -1;
}
