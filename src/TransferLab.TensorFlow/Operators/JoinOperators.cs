namespace TransferLab.TensorFlow.Operators;

/// <summary>Joining and splitting.</summary>
internal static class JoinOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("ConcatV2", c => Concat(c, c.InputCount - 1, 0));
        handlers.Add("Concat", c => Concat(c, 0, 1));
        handlers.Add("Pack", Pack);
        handlers.Add("Unpack", Unpack);
        handlers.Add("Split", c => Split(c, data: 1, axis: 0, null));
        handlers.Add("SplitV", c => Split(c, data: 0, axis: 2, c.Longs(1, "sizes")));
        handlers.Add("GatherV2", c => Gather(c, c.Longs(2, "axis")));
        handlers.Add("Gather", c => Gather(c, [0]));
    }

    private static void Concat(MappingContext c, int axisInput, int first)
    {
        string[] parts = [.. Enumerable.Range(first, c.InputCount - 1).Select(c.In)];
        if (parts.Length == 0 || c.Longs(axisInput, "axis") is not [var axis])
            throw c.Refuse("joins nothing");
        c.Give("Concat", parts, NodeAttribute.Int("axis", c.Axis(axis, c.Shape(first).Rank)));
    }

    private static void Pack(MappingContext c)
    {
        if (c.InputCount == 0)
            throw c.Refuse("joins nothing");
        var axis = c.Axis(c.Node.Int("axis"), c.Shape(0).Rank + 1);
        string[] parts = [.. Enumerable.Range(0, c.InputCount).Select(i => c.Op("Unsqueeze", c.In(i), c.Builder.Ints(axis)))];
        c.Give("Concat", parts, NodeAttribute.Int("axis", axis));
    }

    private static void Unpack(MappingContext c)
    {
        var axis = c.Axis(c.Node.Int("axis"), c.Shape(0).Rank);
        var count = Outputs(c, c.Node.Int("num"));
        if (c.Shape(0)[axis] is { IsKnown: true } extent && extent.Value != count)
            throw c.Refuse($"takes {count} values from {extent}");
        for (var i = 0; i < count; i++)
            c.Give(c.Op("Gather", [c.In(0), c.Builder.Constant(Tensor.Scalar((long)i), "index")], NodeAttribute.Int("axis", axis)), i);
    }

    private static void Split(MappingContext c, int data, int axis, long[]? sizes)
    {
        if (c.Longs(axis, "axis") is not [var given])
            throw c.Refuse("has several axes");
        var at = c.Axis(given, c.Shape(data).Rank);
        var count = Outputs(c, sizes?.Length ?? c.Node.Int("num_split"));
        if (c.Shape(data)[at] is not { IsKnown: true } extent)
            throw c.Refuse($"the length of the axis it splits is not known: {c.Shape(data)}");
        if (sizes is null)
        {
            if (extent.Value % count != 0)
                throw c.Refuse($"{extent} do not split evenly into {count}");
            sizes = [.. Enumerable.Repeat(extent.Value / count, count)];
        }
        else if (Array.IndexOf(sizes, -1) is var rest and >= 0)
        {
            sizes[rest] = extent.Value - sizes.Where((_, i) => i != rest).Sum();
        }
        if (sizes.Any(s => s < 0) || sizes.Sum() != extent.Value)
            throw c.Refuse($"[{string.Join(',', sizes)}] do not add up to {extent}");
        var parts = c.Builder.AddMany("Split", count, [c.In(data), c.Builder.Ints(sizes)], NodeAttribute.Int("axis", at));
        for (var i = 0; i < count; i++)
            c.Give(parts[i], i);
    }

    private static void Gather(MappingContext c, long[] axis)
    {
        if (axis is not [var at] || c.Node.Int("batch_dims") != 0)
            throw c.Refuse("gathers per image");
        c.Give("Gather", [c.In(0), c.In(1)], NodeAttribute.Int("axis", c.Axis(at, c.Shape(0).Rank)));
    }

    private static int Outputs(MappingContext c, long count) =>
        count is > 0 and <= Reading.Limits.Outputs ? (int)count : throw c.Refuse($"has {count} outputs");
}
