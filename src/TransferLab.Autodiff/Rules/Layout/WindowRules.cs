namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>Slice, Pad and Tile. The common forms have a cheap inverse; all others go by <see cref="IndexMap"/>.</summary>
internal static class WindowRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Slice", 10, Slice);
        registry.Add("Pad", 11, Pad);
        registry.Add("Tile", 6, Tile);
    }

    private static void Slice(GradientContext c)
    {
        if (ZeroPads(c) is { } pads)
        {
            var padded = pads.All(p => p == 0) ? c.FullG() : c.Op("Pad", c.FullG(), c.Ints(pads));
            c.Give(0, c.State(padded, c.Input(0), c.InputShape(0)));
            return;
        }
        IndexMap.Give(c, positions => c.Op("Slice", [positions, .. c.Node.Inputs.Skip(1)]));
    }

    /// <summary>The zeros around a slice with step 1 and constant bounds on axes of known length; null for all other forms.</summary>
    private static long[]? ZeroPads(GradientContext c)
    {
        var shape = c.InputShape(0);
        if (Values(c, 1) is not { } starts || Values(c, 2) is not { } ends)
            return null;
        var axes = c.Node.HasInput(3) ? Values(c, 3) : [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = c.Node.HasInput(4) ? Values(c, 4) : null;
        if (axes is null || (c.Node.HasInput(4) && (steps is null || steps.Any(s => s != 1))))
            return null;
        var pads = new long[2 * shape.Rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = c.Axis(axes[i], shape.Rank);
            if (!shape[axis].IsKnown)
                return null;
            var length = shape[axis].Value;
            var start = Math.Clamp(starts[i] < 0 ? starts[i] + length : starts[i], 0, length);
            var end = Math.Clamp(ends[i] < 0 ? ends[i] + length : ends[i], start, length);
            (pads[axis], pads[shape.Rank + axis]) = (start, length - end);
        }
        return pads;
    }

    private static void Pad(GradientContext c)
    {
        if (c.Needs(2))
            throw c.Refuse("its fill value cannot train.");
        if (c.Node.String("mode", "constant") == "constant")
        {
            // Padding by the negative amounts crops.
            var pads = Values(c, 1) is { } known ? c.Ints([.. known.Select(p => -p)]) : c.Neg(c.Input(1));
            var cropped = c.Op("Pad", c.Node.HasInput(3) ? [c.FullG(), pads, "", c.Input(3)] : [c.FullG(), pads]);
            c.Give(0, c.State(cropped, c.Input(0), c.InputShape(0)));
            return;
        }
        IndexMap.Give(c, positions => c.Op("Pad", [positions, .. c.Node.Inputs.Skip(1)], c.Node.Attributes));
    }

    private static void Tile(GradientContext c)
    {
        var shape = c.InputShape(0);
        if (Values(c, 1) is not { } repeats || shape.Count(d => !d.IsKnown) > 1)
        {
            IndexMap.Give(c, positions => c.Op("Tile", positions, c.Input(1)));
            return;
        }
        // [r·d] is r copies of d: split the axis and sum over the copies.
        var split = c.Op("Reshape", c.FullG(), c.Ints([.. repeats.SelectMany((r, i) => new[] { r, shape[i].IsKnown ? shape[i].Value : -1 })]));
        c.State(split, c.Input(0), new Shape(repeats.SelectMany((r, i) => new[] { Dim.Of(r), shape[i] })));
        c.Give(0, c.Sum(split, keepDims: false, [.. Enumerable.Range(0, repeats.Length).Select(i => 2L * i)]));
    }

    private static long[]? Values(GradientContext c, int index) =>
        c.Constant(index)?.ToLongs() ?? (c.Node.HasInput(index) ? c.Shapes.Constant(c.Input(index)) : null);
}

/// <summary>
/// The gradient of any operator that only moves and repeats elements, in any form: the operator itself, applied to the flat positions of its input,
/// says where each element of the output came from; the gradient is scattered back there, adding up.
/// </summary>
internal static class IndexMap
{
    /// <param name="c">The node, whose first input is moved.</param>
    /// <param name="move">Applies the operator to another int64 value of the first input's shape.</param>
    public static void Give(GradientContext c, Func<string, string> move)
    {
        var x = c.Input(0);
        var count = c.Op("Size", x);
        var positions = c.Op("Range", c.Builder.Constant(Tensor.Scalar(0L)), count, c.Builder.Constant(Tensor.Scalar(1L)));
        c.Shapes.Set(positions, ElementType.Int64, new Shape(c.InputShape(0).Count));
        var sources = move(c.ReshapeLike(positions, x));
        c.Shapes.Set(sources, ElementType.Int64, c.OutputShape());
        var zeros = c.Op("Expand", c.Flat(c.Scalar(0, x)), c.Unsqueeze(count, 0));
        var sums = c.Op("ScatterElements", [zeros, c.Flat(sources), c.Flat(c.FullG())], NodeAttribute.Int("axis", 0), NodeAttribute.String("reduction", "add"));
        c.Give(0, c.ReshapeLike(c.State(sums, x, new Shape(c.InputShape(0).Count)), x));
    }
}
