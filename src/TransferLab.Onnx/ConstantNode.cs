namespace TransferLab.Onnx;

/// <summary>Reads the tensor that a <c>Constant</c> node gives.</summary>
internal static class ConstantNode
{
    /// <summary>The tensor; null for forms that are no dense numeric tensor (sparse tensors, strings).</summary>
    public static Tensor? Read(Node node) =>
        node.Tensor("value") is { } value ? value.Type == ElementType.String ? null : value
        : node.Has("value_int") ? Tensor.Scalar(node.Int("value_int"))
        : node.Ints("value_ints") is { } ints ? Tensor.Vector(ints)
        : node.Has("value_float") ? Tensor.Scalar(node.Float("value_float"))
        : node.Floats("value_floats") is { } floats ? Tensor.From(floats, floats.Length)
        : null;
}
