namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>Concat and Split, which undo each other.</summary>
internal static class JoinRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Concat", 4, Concat);
        registry.Add("Split", 2, Split);
    }

    private static void Concat(GradientContext c)
    {
        var axis = c.Axis(c.Node.Int("axis"), c.OutputShape().Rank);
        if (c.Node.Inputs.Count == 1)
        {
            c.Give(0, c.G());
            return;
        }
        var lengths = c.Node.Inputs.Select((_, i) => c.InputShape(i)[axis]).ToArray();
        int[] needed = [.. Enumerable.Range(0, lengths.Length).Where(c.Needs)];
        if (needed.Length == 1 && lengths.Take(needed[0] + 1).All(l => l.IsKnown))
        {
            // One input needs it: take its part alone.
            var start = lengths.Take(needed[0]).Sum(l => l.Value);
            c.Give(needed[0], c.Op("Slice", c.FullG(), c.Ints(start), c.Ints(start + lengths[needed[0]].Value), c.Ints(axis)));
            return;
        }
        var sizes = lengths.All(l => l.IsKnown)
            ? c.Ints([.. lengths.Select(l => l.Value)])
            : c.Op("Concat", c.Node.Inputs.Select(i => Length(c, i, axis)), NodeAttribute.Int("axis", 0));
        var parts = c.Builder.AddMany("Split", lengths.Length, [c.FullG(), sizes], NodeAttribute.Int("axis", axis));
        for (var i = 0; i < parts.Length; i++)
            c.Give(i, c.State(parts[i], c.Input(i), c.InputShape(i)));
    }

    private static string Length(GradientContext c, string value, int axis) =>
        c.Op("Shape", [value], NodeAttribute.Int("start", axis), NodeAttribute.Int("end", axis + 1));

    private static void Split(GradientContext c)
    {
        var axis = c.Axis(c.Node.Int("axis"), c.InputShape(0).Rank);
        if (c.Node.Outputs.Any(o => o.Length == 0))
            throw c.Refuse("one of its outputs is left out.");
        var parts = Enumerable.Range(0, c.Node.Outputs.Count).Select(i => c.OutputGradient(i) ?? c.ZerosLike(c.Output(i)));
        c.Give(0, c.State(c.Op("Concat", parts, NodeAttribute.Int("axis", axis)), c.Input(0), c.InputShape(0)));
    }
}
