namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>Element and row selection by integer indices, constant or worked out at run time. Repeated indices add up.</summary>
internal static class GatherRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Gather", 1, Gather);
        registry.Add("GatherElements", 11, static c =>
        {
            var axis = c.Axis(c.Node.Int("axis"), c.InputShape(0).Rank);
            c.Give(0, c.Op("ScatterElements", [c.ZerosLike(c.Input(0)), c.Input(1), c.FullG()],
                NodeAttribute.Int("axis", axis), NodeAttribute.String("reduction", "add")));
        });
        registry.Add("GatherND", 12, static c =>
        {
            if (c.Node.Int("batch_dims") != 0)
                throw c.Refuse("batch_dims other than 0 are not covered.");
            c.Give(0, c.Op("ScatterND", [c.ZerosLike(c.Input(0)), c.Input(1), c.FullG()], NodeAttribute.String("reduction", "add")));
        });
    }

    private static void Gather(GradientContext c)
    {
        var shape = c.InputShape(0);
        var axis = c.Axis(c.Node.Int("axis"), shape.Rank);
        if (c.Constant(1) is { } indices && Run(indices.ToLongs(), shape[axis]) is { } first && indices.Dims.Length <= 1)
        {
            // A run of neighbours (a transformer's class token is one of length 1) is a slice.
            var g = indices.Dims.Length == 0 ? c.Unsqueeze(c.FullG(), axis) : c.FullG();
            var pads = new long[2 * shape.Rank];
            (pads[axis], pads[shape.Rank + axis]) = (first, shape[axis].Value - first - indices.Count);
            c.Give(0, c.State(c.Op("Pad", g, c.Ints(pads)), c.Input(0), shape));
        }
        else if (axis == 0)
        {
            // Rows of an embedding table: copies whole rows.
            var rows = c.Unsqueeze(c.CastToInt64(c.Input(1)), -1);
            c.Give(0, c.Op("ScatterND", [c.ZerosLike(c.Input(0)), rows, c.FullG()], NodeAttribute.String("reduction", "add")));
        }
        else
        {
            IndexMap.Give(c, positions => c.Op("Gather", [positions, c.Input(1)], NodeAttribute.Int("axis", axis)));
        }
    }

    /// <summary>The first of consecutive ascending indices into an axis of known length; null when they are anything else.</summary>
    private static long? Run(long[] indices, Dim length)
    {
        if (!length.IsKnown || indices.Length == 0)
            return null;
        for (var i = 0; i < indices.Length; i++)
            if (indices[i] < 0)
                indices[i] += length.Value;
        return indices.Index().All(p => p.Item == indices[0] + p.Index) && indices[^1] < length.Value ? indices[0] : null;
    }
}
