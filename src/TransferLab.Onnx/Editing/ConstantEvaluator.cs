using TransferLab.Onnx.Shapes;

namespace TransferLab.Onnx.Editing;

/// <summary>Computes the first output of a node over constants, for the operators that occur between weights and shapes.</summary>
internal static class ConstantEvaluator
{
    private const long LargestResult = 1 << 16;

    /// <returns>The result; null for operators and forms that are not covered.</returns>
    public static Tensor? Evaluate(Node node, Tensor?[] inputs)
    {
        if (inputs.Length == 0 || inputs[0] is not { } x)
            return null;
        // Shapes and their errors come from the same rules as everywhere else.
        var graph = new Graph("constants");
        for (var i = 0; i < inputs.Length; i++)
            if (inputs[i] is { } tensor)
                graph.Initializers[node.Inputs[i]] = tensor;
        var table = new ShapeTable(graph, 18);
        table.Add(node);
        if (!table.TryGet(node.Outputs[0], out var info) || info.Shape is not { IsStatic: true } shape)
            return null;
        var dims = shape.ToLongs();
        var type = info.Type;
        switch (node.OpType)
        {
            case "Identity" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten":
                return x.Reshape(dims);
            case "Transpose":
                return TensorMoves.Transpose(x, node.Ints("perm") ?? [.. Enumerable.Range(0, dims.Length).Reverse().Select(i => (long)i)]);
            case "Concat" when inputs.All(i => i is not null && i.Type == x.Type):
                return TensorMoves.Concat(inputs!, (int)(node.Int("axis") + (node.Int("axis") < 0 ? dims.Length : 0)), dims);
            case "Slice":
                return TensorMoves.Slice(x, node.Ints("starts") ?? table.Constant(node.Inputs[1])!, node.Ints("axes") ?? (node.HasInput(3) ? inputs[3]!.ToLongs() : null),
                    node.HasInput(4) ? inputs[4]!.ToLongs() : null, dims);
            case "Gather" when inputs[1] is { Type: ElementType.Int64 or ElementType.Int32 } indices && shape.Count.Value <= Math.Max(LargestResult, x.Count):
                return TensorMoves.Gather(x, indices, (int)(node.Int("axis") + (node.Int("axis") < 0 ? x.Dims.Length : 0)), dims);
            case "Expand" when shape.Count.Value <= LargestResult:
                return TensorMoves.Expand(x, dims);
            case "ConstantOfShape" when shape.Count.Value <= LargestResult:
                return TensorMoves.Expand(node.Tensor("value") ?? Tensor.From([0f], 1), dims);
            case "Cast" when x.Count <= LargestResult || x.Type.IsFloatingPoint():
                return TensorArithmetic.Cast(x, type);
            case "Where" when shape.Count.Value <= LargestResult && inputs is [{ Type: ElementType.Bool }, { } yes, { } no] && yes.Type == no.Type:
                return TensorArithmetic.Where(x, yes, no, dims);
            default:
                return shape.Count.Value <= LargestResult ? TensorArithmetic.Evaluate(node.OpType, inputs, type, dims) : null;
        }
    }
}
