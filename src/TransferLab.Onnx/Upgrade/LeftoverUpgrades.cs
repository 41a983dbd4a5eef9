namespace TransferLab.Onnx.Upgrade;

/// <summary>Renamed operators, changed defaults, and attributes that converters left behind from versions before 7.</summary>
internal static class LeftoverUpgrades
{
    public static void Register(Dictionary<string, Action<UpgradeContext, Node>> rules)
    {
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less", "PRelu", "Gemm"])
            rules.Add(op, Broadcast);
        rules.Add("Scatter", (c, n) =>
        {
            n.OpType = "ScatterElements";
            c.Emit(n);
        });
        rules.Add("RoiAlign", (c, n) =>
        {
            if (c.From < 16)
                n.Set(NodeAttribute.String("coordinate_transformation_mode", "output_half_pixel"));
            c.Emit(n);
        });
        rules.Add("Scan", (c, n) =>
        {
            if (c.From < 9)
                throw UpgradeContext.Refuse(n, "the Scan of version 8 has another form.");
            c.Emit(n);
        });
    }

    private static void Broadcast(UpgradeContext c, Node node)
    {
        if (node.Has("broadcast"))
        {
            // Version 7 broadcasts from the right by itself; only an explicit other alignment would mean something else.
            if (node.Has("axis"))
                throw UpgradeContext.Refuse(node, "it aligns its second operand at an axis, as versions before 7 did.");
            node.Remove("broadcast");
        }
        c.Emit(node);
    }
}
