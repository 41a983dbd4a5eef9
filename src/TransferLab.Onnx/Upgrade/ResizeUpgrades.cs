namespace TransferLab.Onnx.Upgrade;

/// <summary>Upsample (7, 9) and Resize (10, 11, 13) as the Resize of version 18.</summary>
internal static class ResizeUpgrades
{
    public static void Register(Dictionary<string, Action<UpgradeContext, Node>> rules)
    {
        rules.Add("Upsample", Upsample);
        rules.Add("Resize", Resize);
    }

    private static void Upsample(UpgradeContext c, Node node)
    {
        if (c.From >= 10)
            throw UpgradeContext.Refuse(node, "Upsample does not exist since version 10.");
        var scales = node.Floats("scales");
        if (scales is null && !node.HasInput(1))
            throw UpgradeContext.Refuse(node, "it has no scales.");
        node.Remove("scales");
        var name = scales is null ? node.Inputs[1] : c.Add(Tensor.From(scales, scales.Length));
        node.OpType = "Resize";
        Asymmetric(c, node, name, scales ?? Floats(c, name));
    }

    private static void Resize(UpgradeContext c, Node node)
    {
        if (c.From == 10)
        {
            Asymmetric(c, node, node.Inputs[1], Floats(c, node.Inputs[1]));
            return;
        }
        if (c.From < 13)
        {
            // These versions ask for a region and scales even where they mean nothing; an empty tensor stands for "not given".
            if (node.HasInput(1) && node.String("coordinate_transformation_mode") != "tf_crop_and_resize")
                node.Inputs[1] = "";
            if (node.HasInput(3) && node.HasInput(2))
                node.Inputs[2] = "";
        }
        c.Emit(node);
    }

    /// <summary>The one coordinate rule there was before version 11: output / scale, rounded down when enlarging and up when shrinking.</summary>
    private static void Asymmetric(UpgradeContext c, Node node, string scalesName, float[]? scales)
    {
        var shrinks = scales is not null && scales.Any(s => s < 1);
        if (shrinks && scales!.Any(s => s > 1) && node.String("mode", "nearest") == "nearest")
            throw UpgradeContext.Refuse(node, "it enlarges one dimension and shrinks another, with different rounding.");
        var input = node.Inputs[0];
        node.Inputs.Clear();
        foreach (var name in (string[])[input, "", scalesName])
            node.Inputs.Add(name);
        node.Set(NodeAttribute.String("coordinate_transformation_mode", "asymmetric"));
        if (node.String("mode", "nearest") == "nearest")
            node.Set(NodeAttribute.String("nearest_mode", shrinks ? "ceil" : "floor"));
        if (node.String("mode") == "bilinear")
            node.Set(NodeAttribute.String("mode", "linear"));
        c.Emit(node);
    }

    private static float[]? Floats(UpgradeContext c, string value) => c.Constant(value) is { Type: ElementType.Float } t ? t.ToFloats() : null;
}
