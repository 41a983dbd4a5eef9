namespace TransferLab.Onnx.Upgrade;

/// <summary>Renamed operators, changed defaults, batch normalisation, and attributes that converters left behind from versions before 7.</summary>
internal static class LeftoverUpgrades
{
    public static void Register(Dictionary<string, Action<UpgradeContext, Node>> rules)
    {
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less", "PRelu", "Gemm"])
            rules.Add(op, Broadcast);
        rules.Add("BatchNormalization", BatchNormalization);
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

    /// <summary>The attribute <c>spatial</c> went with version 9; in version 14 the training form became an attribute and lost two outputs.</summary>
    private static void BatchNormalization(UpgradeContext c, Node node)
    {
        if (c.From < 9)
        {
            if (node.Int("spatial", 1) == 0)
                throw UpgradeContext.Refuse(node, "normalisation of each activation (spatial=0) does not exist any more.");
            node.Remove("spatial");
        }
        if (c.From < 14 && node.Outputs.Skip(1).Any(o => o.Length > 0))
        {
            // More outputs than one used to mean training. Running statistics are updated the same way; the saved ones are gone.
            foreach (var saved in node.Outputs.Skip(3))
                if (c.IsUsed(saved))
                    throw UpgradeContext.Refuse(node, $"its saved statistics '{saved}' are used, which version 14 has removed.");
            while (node.Outputs.Count > 3)
                node.Outputs.RemoveAt(3);
            node.Set(NodeAttribute.Int("training_mode", 1));
        }
        c.Emit(node);
    }
}
