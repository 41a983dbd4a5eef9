namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Normalisations: the first output always has the shape of the input; some give statistics beside it.</summary>
internal static class NormalizationShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        foreach (var op in (string[])["InstanceNormalization", "GroupNormalization", "LRN", "MeanVarianceNormalization", "LpNormalization", "RMSNormalization"])
            rules.Add(op, c => c.Out(0, c.Type(0), c.In(0)));
        rules.Add("BatchNormalization", BatchNormalization);
        rules.Add("LayerNormalization", LayerNormalization);
    }

    private static void BatchNormalization(ShapeRuleContext c)
    {
        var x = c.In(0);
        if (x is { Rank: >= 2 })
            for (var i = 1; i <= 4; i++)
                if (c.In(i) is { Rank: 1 } parameter)
                    ShapeRuleContext.Same(parameter[0], x[1], "channels of a parameter against channels of the input");
        c.Out(0, c.Type(0), x);
        // Running (and, before version 14, saved) statistics of the training form.
        for (var i = 1; i < c.Node.Outputs.Count; i++)
            c.Out(i, c.Type(3), c.In(3));
    }

    private static void LayerNormalization(ShapeRuleContext c)
    {
        var x = c.In(0);
        c.Out(0, c.Type(0), x);
        Shape? statistics = null;
        if (x is not null)
        {
            var axis = ShapeRuleContext.Axis(c.Node.Int("axis", -1), x.Rank);
            statistics = new Shape(x.Select((d, i) => i < axis ? d : Dim.Of(1)));
        }
        var type = (ElementType)c.Node.Int("stash_type", (long)ElementType.Float);
        c.Out(1, type, statistics);
        c.Out(2, type, statistics);
    }
}
