namespace TransferLab.TensorFlow.CleanUp;

/// <summary>Removes dropout that was exported in its training form, x / keep · mask or x · scale · mask with a mask of
/// random numbers: in inference it hands x on.</summary>
internal static class DropoutRemains
{
    private enum Kind
    {
        Constant,
        Random,
        Data,
    }

    public static void Apply(TfGraph graph)
    {
        if (!graph.Reachable().Any(n => IsRandom(n.Op)))
            return;
        var kinds = new Dictionary<TfNode, Kind>(ReferenceEqualityComparer.Instance);
        foreach (var node in graph.Sorted())
            kinds[node] = KindOf(node, kinds);
        graph.Replace(value => Undropped(value.Node, kinds));
    }

    private static Kind KindOf(TfNode node, Dictionary<TfNode, Kind> kinds)
    {
        if (IsRandom(node.Op))
            return Kind.Random;
        // The keep probability may be fed; it has no dimensions.
        if (node.Op == "Placeholder")
            return node.Shape("shape") is { UnknownRank: false, Dim.Count: 0 } ? Kind.Constant : Kind.Data;
        return node.Op is "Shape" || node.Inputs.Count == 0 ? Kind.Constant : node.Inputs.Max(i => kinds[i.Node]);
    }

    private static TfValue? Undropped(TfNode node, Dictionary<TfNode, Kind> kinds)
    {
        TfValue? scaled = node switch
        {
            { Op: "Mul", Inputs: [var a, var b] } when IsMask(b, kinds) => a,
            { Op: "Mul", Inputs: [var a, var b] } when IsMask(a, kinds) => b,
            { Op: "Select" or "SelectV2", Inputs: [var mask, var a, var zero] } when IsMask(mask, kinds)
                && kinds.GetValueOrDefault(zero.Node, Kind.Data) == Kind.Constant => a,
            _ => null,
        };
        return scaled?.Node switch
        {
            { Op: "RealDiv" or "Div", Inputs: [var x, var keep] } when IsConstant(keep, kinds) => x,
            { Op: "Mul", Inputs: [var x, var scale] } when IsConstant(scale, kinds) => x,
            { Op: "Mul", Inputs: [var scale, var x] } when IsConstant(scale, kinds) => x,
            _ => null,
        };
    }

    private static bool IsMask(TfValue value, Dictionary<TfNode, Kind> kinds) => kinds.GetValueOrDefault(value.Node, Kind.Data) == Kind.Random;

    private static bool IsConstant(TfValue value, Dictionary<TfNode, Kind> kinds) => kinds.GetValueOrDefault(value.Node, Kind.Data) == Kind.Constant;

    private static bool IsRandom(string op) => op is "RandomUniform" or "StatelessRandomUniform" or "StatelessRandomUniformV2";
}
