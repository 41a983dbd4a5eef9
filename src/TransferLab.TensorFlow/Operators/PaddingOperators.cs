namespace TransferLab.TensorFlow.Operators;

/// <summary>Padding by a number, or by a mirror image with or without the edge itself.</summary>
internal static class PaddingOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("Pad", c => c.Give("Pad", [c.In(0), Pads(c)], NodeAttribute.String("mode", "constant")));
        handlers.Add("PadV2", c => c.Give("Pad", [c.In(0), Pads(c), c.In(2)], NodeAttribute.String("mode", "constant")));
        handlers.Add("MirrorPad", Mirror);
    }

    // [[before, after], …] becomes all befores, then all afters.
    private static string Pads(MappingContext c)
    {
        var pairs = Pairs(c);
        return c.Builder.Ints([.. pairs.Where((_, i) => i % 2 == 0), .. pairs.Where((_, i) => i % 2 == 1)]);
    }

    private static long[] Pairs(MappingContext c)
    {
        var pairs = c.Longs(1, "paddings");
        return pairs.Length == 2 * c.Shape(0).Rank && pairs.All(p => p is >= 0 and <= int.MaxValue)
            ? pairs
            : throw c.Refuse($"[{string.Join(',', pairs)}] are no paddings of {c.Shape(0)}");
    }

    private static void Mirror(MappingContext c)
    {
        switch (c.Node.String("mode"))
        {
            case "REFLECT":
                c.Give("Pad", [c.In(0), Pads(c)], NodeAttribute.String("mode", "reflect"));
                break;
            case "SYMMETRIC":
                Symmetric(c);
                break;
            case var other:
                throw c.Refuse($"mode '{other}'");
        }
    }

    // ONNX has no mirror that repeats the edge: the strips are cut out backwards and joined on, axis by axis.
    private static void Symmetric(MappingContext c)
    {
        var pairs = Pairs(c);
        var value = c.In(0);
        for (var axis = 0; axis < pairs.Length / 2; axis++)
        {
            long before = pairs[2 * axis], after = pairs[(2 * axis) + 1];
            if (before == 0 && after == 0)
                continue;
            if (c.Shape(0)[axis] is { IsKnown: true } extent && Math.Max(before, after) > extent.Value)
                throw c.Refuse($"mirrors more than the {extent} there are");
            List<string> parts = [value];
            if (before > 0)
                parts.Insert(0, Strip(c, value, axis, before - 1, long.MinValue));
            if (after > 0)
                parts.Add(Strip(c, value, axis, -1, -after - 1));
            value = c.Op("Concat", parts, NodeAttribute.Int("axis", axis));
        }
        c.Give(value);
    }

    private static string Strip(MappingContext c, string value, int axis, long start, long end) =>
        c.Op("Slice", value, c.Builder.Ints(start), c.Builder.Ints(end), c.Builder.Ints(axis), c.Builder.Ints(-1));
}
