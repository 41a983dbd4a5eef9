namespace TransferLab.Onnx.Upgrade;

/// <summary>Operators whose numbers moved from attributes to inputs.</summary>
internal static class InputFormUpgrades
{
    public static void Register(Dictionary<string, Action<UpgradeContext, Node>> rules)
    {
        rules.Add("Squeeze", (c, n) => Axes(c, n, 13));
        rules.Add("Unsqueeze", (c, n) => Axes(c, n, 13));
        rules.Add("ReduceSum", (c, n) => Axes(c, n, 13));
        foreach (var op in (string[])["ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
            "ReduceSumSquare"])
            rules.Add(op, (c, n) => Axes(c, n, 18));
        rules.Add("Split", Split);
        rules.Add("Slice", Slice);
        rules.Add("TopK", TopK);
        rules.Add("Clip", Clip);
        rules.Add("Pad", Pad);
        rules.Add("Dropout", Dropout);
    }

    private static void Axes(UpgradeContext c, Node node, long since)
    {
        if (c.From < since && node.Ints("axes") is { } axes)
        {
            node.Remove("axes");
            if (axes.Length > 0)
                node.Inputs.Add(c.Ints(axes));
        }
        c.Emit(node);
    }

    private static void Split(UpgradeContext c, Node node)
    {
        if (c.From < 13 && node.Ints("split") is { } sizes)
        {
            node.Remove("split");
            if (sizes.Length > 0)
                node.Inputs.Add(c.Ints(sizes));
        }
        if (!node.HasInput(1))
            node.Set(NodeAttribute.Int("num_outputs", node.Outputs.Count));
        c.Emit(node);
    }

    private static void Slice(UpgradeContext c, Node node)
    {
        if (c.From < 10)
        {
            if (node.Ints("starts") is not { } starts || node.Ints("ends") is not { } ends)
                throw UpgradeContext.Refuse(node, "it has no starts or ends.");
            node.Inputs.Add(c.Ints(starts));
            node.Inputs.Add(c.Ints(ends));
            if (node.Ints("axes") is { Length: > 0 } axes)
                node.Inputs.Add(c.Ints(axes));
            node.Remove("starts");
            node.Remove("ends");
            node.Remove("axes");
        }
        c.Emit(node);
    }

    private static void TopK(UpgradeContext c, Node node)
    {
        if (c.From < 10)
        {
            node.Inputs.Add(c.Ints(node.Int("k")));
            node.Remove("k");
        }
        c.Emit(node);
    }

    private static void Clip(UpgradeContext c, Node node)
    {
        if (c.From < 11)
        {
            var like = node.Inputs[0];
            node.Inputs.Add(Bound("min", float.IsNegativeInfinity, float.MinValue));
            node.Inputs.Add(Bound("max", float.IsPositiveInfinity, float.MaxValue));

            string Bound(string attribute, Predicate<float> isOpen, float open)
            {
                var value = node.Float(attribute, open);
                node.Remove(attribute);
                // The largest single-precision number used to stand for "no bound"; in half precision it would not even be finite.
                return value == open || isOpen(value) ? "" : c.ScalarLike(value, like);
            }
        }
        c.Emit(node);
    }

    private static void Pad(UpgradeContext c, Node node)
    {
        if (c.From < 11)
        {
            var pads = node.Ints("pads") ?? node.Ints("paddings") ?? throw UpgradeContext.Refuse(node, "it has no pads.");
            var value = node.Float("value");
            node.Inputs.Add(c.Ints(pads));
            if (value != 0)
                node.Inputs.Add(c.ScalarLike(value, node.Inputs[0]));
            node.Remove("pads");
            node.Remove("paddings");
            node.Remove("value");
        }
        c.Emit(node);
    }

    private static void Dropout(UpgradeContext c, Node node)
    {
        if (c.From < 12)
        {
            // Without a training_mode input the node is in its inference form, as these versions mean it.
            node.Inputs.Add(c.Add(Tensor.Scalar(node.Float("ratio", 0.5f))));
            node.Remove("ratio");
        }
        var mask = c.From < 10 && node.HasOutput(1) ? node.Outputs[1] : "";
        if (!c.IsUsed(mask))
        {
            if (mask.Length > 0)
                node.Outputs.RemoveAt(1);
            c.Emit(node);
            return;
        }
        // The mask had the element type of the data before it became boolean.
        node.Outputs[1] = c.NewName("mask");
        c.Emit(node);
        c.Emit(new Node("CastLike", [node.Outputs[1], node.Inputs[0]], [mask]));
    }
}
