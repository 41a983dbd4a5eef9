namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>What a shape rule sees: the node, what is known of its inputs, and where its outputs go.</summary>
internal sealed class ShapeRuleContext(ShapeTable table, Node node)
{
    public Node Node => node;

    public ShapeTable Table => table;

    public long Opset => table.Opset;

    public bool HasInput(int index) => node.HasInput(index);

    /// <summary>The input's shape; null when unknown.</summary>
    public Shape? In(int index) => node.HasInput(index) && table.TryGet(node.Inputs[index], out var info) ? info.Shape : null;

    public ElementType Type(int index) => node.HasInput(index) ? table.Type(node.Inputs[index]) : ElementType.Undefined;

    public long[]? Constant(int index) => node.HasInput(index) ? table.Constant(node.Inputs[index]) : null;

    public IReadOnlyList<Dim>? Content(int index) => node.HasInput(index) ? table.Content(node.Inputs[index]) : null;

    public void Out(int index, ElementType type, Shape? shape)
    {
        if (node.HasOutput(index))
            table.Set(node.Outputs[index], type, shape);
    }

    public void OutContent(int index, IEnumerable<Dim> content)
    {
        if (node.HasOutput(index))
            table.SetContent(node.Outputs[index], content);
    }
}
