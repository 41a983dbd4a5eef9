namespace TransferLab.Backbones;

/// <summary>Multiply-adds of one sample in convolutions and matrix products; everything else counts as nothing, as papers do.</summary>
internal static class MultiplyAdds
{
    public static long Of(Node node, ShapeTable shapes) => node.Domain.Length > 0 ? 0 : node.OpType switch
    {
        // Every output element is a sum over the kernel; a transposed convolution spreads every input element over it.
        "Conv" => Size(shapes, node.Outputs[0]) * Tail(shapes, node.Inputs[1]),
        "ConvTranspose" => Size(shapes, node.Inputs[0]) * Tail(shapes, node.Inputs[1]),
        "Gemm" => Size(shapes, node.Outputs[0]) * Inner(shapes, node.Inputs[0], node.Int("transA") != 0 ? 0 : 1),
        "MatMul" => Size(shapes, node.Outputs[0]) * Inner(shapes, node.Inputs[0], -1),
        _ => 0,
    };

    // Multiples of the batch count once; unknown dimensions make the whole count 0 rather than a wrong number.
    private static long Size(ShapeTable shapes, string value) => Shape(shapes, value) is { } shape ? Product(shape) : 0;

    private static long Tail(ShapeTable shapes, string weight) => Shape(shapes, weight) is { Rank: > 1 } shape ? Product(shape.Skip(1)) : 0;

    private static long Inner(ShapeTable shapes, string value, int axis) => Shape(shapes, value) is { Rank: > 0 } shape ? Product([shape[axis]]) : 0;

    private static Shape? Shape(ShapeTable shapes, string value) => shapes.TryGet(value, out var info) ? info.Shape : null;

    private static long Product(IEnumerable<Dim> dims) => dims.Aggregate(1L, (product, d) => product * (d.IsUnknown ? 0 : d.Value));
}
