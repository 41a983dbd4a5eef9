namespace TransferLab.Onnx.Upgrade;

/// <summary>Softmax, LogSoftmax and Hardmax: before version 13 they normalised over all dimensions from the axis on,
/// seen as one, with axis 1 by default.</summary>
internal static class SoftmaxUpgrades
{
    public static void Register(Dictionary<string, Action<UpgradeContext, Node>> rules)
    {
        foreach (var op in (string[])["Softmax", "LogSoftmax", "Hardmax"])
            rules.Add(op, Upgrade);
    }

    private static void Upgrade(UpgradeContext c, Node node)
    {
        if (c.From >= 13)
        {
            c.Emit(node);
            return;
        }
        var input = node.Inputs[0];
        var shape = c.Shape(input);
        var axis = node.Int("axis", 1);
        if (shape is not null)
        {
            if (axis < -shape.Rank || axis > shape.Rank)
                throw UpgradeContext.Refuse(node, $"the axis {axis} does not exist in {shape}.");
            if (axis < 0)
                axis += shape.Rank;
            // One dimension at most that is not 1: normalising over it alone is the same.
            var wide = Enumerable.Range((int)axis, shape.Rank - (int)axis).Where(i => shape[i] != Dim.Of(1)).ToArray();
            if (wide.Length <= 1 && axis < shape.Rank)
            {
                node.Set(NodeAttribute.Int("axis", wide.Length == 1 ? wide[0] : axis));
                c.Emit(node);
                return;
            }
        }
        var output = node.Outputs[0];
        var flat = c.Emit("Flatten", [input], NodeAttribute.Int("axis", axis));
        node.Inputs[0] = flat;
        node.Outputs[0] = c.NewName("flat");
        node.Set(NodeAttribute.Int("axis", -1));
        c.Emit(node);
        // At most one open dimension can be written as -1; otherwise the shape is asked for when the model runs.
        var target = shape is not null && shape.Count(d => !d.IsKnown) <= 1 && shape.All(d => !d.IsKnown || d.Value > 0)
            ? c.Ints(shape.ToLongs())
            : c.Emit("Shape", [input]);
        c.Emit(new Node("Reshape", [node.Outputs[0], target], [output]));
    }
}
