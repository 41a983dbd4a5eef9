namespace TransferLab.Autodiff.Rules;

/// <summary>
/// Operators as one-liners, for rules that read like the textbook's formulas. The shapes that rules reason with are stated in the table, so that nothing
/// downstream has to rediscover them.
/// </summary>
internal static class GradientVocabulary
{
    // Steep enough that every positive float above 1e-30 gives 1; a power of two, so that the multiplication is exact.
    private const float Steep = 1.2676506e30f;

    /// <summary>The gradient of the only output, of its rank, possibly 1 where the output is stretched.</summary>
    public static string G(this GradientContext c) => c.CompactOutputGradient()!;

    /// <summary>The gradient of the only output in its full shape.</summary>
    public static string FullG(this GradientContext c) => c.OutputGradient()!;

    public static string Op(this GradientContext c, string opType, params string[] inputs) => c.Builder.Add(opType, inputs);

    public static string Op(this GradientContext c, string opType, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes) =>
        c.Builder.Add(opType, inputs, attributes);

    public static string Ints(this GradientContext c, params long[] values) => c.Builder.Ints(values);

    public static string Add(this GradientContext c, string a, string b) => c.Op("Add", a, b);

    public static string Sub(this GradientContext c, string a, string b) => c.Op("Sub", a, b);

    public static string Mul(this GradientContext c, string a, string b) => c.Op("Mul", a, b);

    public static string Div(this GradientContext c, string a, string b) => c.Op("Div", a, b);

    public static string Neg(this GradientContext c, string x) => c.Op("Neg", x);

    public static string AddNumber(this GradientContext c, string x, double number) => number == 0 ? x : c.Add(x, c.Scalar(number, x));

    public static string Scale(this GradientContext c, string x, double factor) => factor == 1 ? x : c.Mul(x, c.Scalar(factor, x));

    /// <summary>number − x.</summary>
    public static string From(this GradientContext c, double number, string x) => c.Sub(c.Scalar(number, x), x);

    /// <summary>1 where x is positive, else 0: one vectorised pass, where a comparison and a cast would take two slow ones.</summary>
    public static string Step(this GradientContext c, string x) =>
        c.Op("HardSigmoid", [x], NodeAttribute.Float("alpha", Steep), NodeAttribute.Float("beta", 0));

    /// <summary>Converts to the element type of another value.</summary>
    public static string CastTo(this GradientContext c, string x, string like) =>
        c.Cast(x, c.Shapes.Type(like) is ElementType.Undefined ? ElementType.Float : c.Shapes.Type(like));

    /// <summary>Integers as int64.</summary>
    public static string CastToInt64(this GradientContext c, string x) => c.Cast(x, ElementType.Int64);

    public static string Sum(this GradientContext c, string x, bool keepDims, params long[] axes) =>
        c.Op("ReduceSum", [x, c.Ints(axes)], NodeAttribute.Int("keepdims", keepDims ? 1 : 0));

    public static string Mean(this GradientContext c, string x, bool keepDims, params long[] axes) =>
        // The axes moved from an attribute to an input in operator set 18.
        c.Shapes.Opset >= 18
            ? c.Op("ReduceMean", [x, c.Ints(axes)], NodeAttribute.Int("keepdims", keepDims ? 1 : 0))
            : c.Op("ReduceMean", [x], NodeAttribute.Ints("axes", axes), NodeAttribute.Int("keepdims", keepDims ? 1 : 0));

    public static string Transpose(this GradientContext c, string x, params IEnumerable<long> order) =>
        c.Op("Transpose", [x], NodeAttribute.Ints("perm", order));

    /// <summary>Swaps the last two axes.</summary>
    public static string MatrixTranspose(this GradientContext c, string x)
    {
        var rank = c.Shapes.Shape(x).Rank;
        return c.Transpose(x, [.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2]);
    }

    public static string Unsqueeze(this GradientContext c, string x, params long[] axes) => axes.Length == 0 ? x : c.Op("Unsqueeze", x, c.Ints(axes));

    public static string Squeeze(this GradientContext c, string x, params long[] axes) => axes.Length == 0 ? x : c.Op("Squeeze", x, c.Ints(axes));

    /// <summary>Reshape to dimensions of which at most one may be symbolic or unknown; that one is left to the runtime (-1).</summary>
    public static string Reshape(this GradientContext c, string x, params Dim[] dims)
    {
        var target = new Shape(dims);
        if (c.Shapes.TryGet(x, out var info) && info.Shape is { } have && have.Equals(target) && !dims.Any(d => d.IsUnknown))
            return x;
        if (dims.Count(d => !d.IsKnown) > 1)
            throw new ArgumentException($"The shape {target} has more than one open dimension.", nameof(dims));
        return c.State(c.Op("Reshape", x, c.Ints(target.ToLongs())), x, target);
    }

    /// <summary>Reshapes to the shape of another value.</summary>
    public static string ReshapeLike(this GradientContext c, string x, string like)
    {
        var shape = c.Shapes.Shape(like);
        var target = shape.Count(d => !d.IsKnown) <= 1 && shape.All(d => d != Dim.Of(0)) ? c.Ints(shape.ToLongs()) : c.Op("Shape", like);
        return c.State(c.Op("Reshape", x, target), x, shape);
    }

    /// <summary>Flattens to one axis.</summary>
    public static string Flat(this GradientContext c, string x) => c.Op("Reshape", x, c.Ints(-1));

    public static string Concat(this GradientContext c, int axis, IReadOnlyCollection<string> parts) =>
        parts.Count == 1 ? parts.First() : c.Op("Concat", parts, NodeAttribute.Int("axis", axis));

    /// <summary>Slices along some axes; nothing is written when the slice is the whole tensor.</summary>
    public static string Slice(this GradientContext c, string x, long[] axes, long[] starts, long[] counts, long[]? steps = null)
    {
        var shape = c.Shapes.Shape(x);
        if (axes.Select((a, i) => starts[i] == 0 && (counts[i] == 1 || steps is null || steps[i] == 1) && shape[(int)a] == Dim.Of(counts[i]))
            .All(whole => whole))
            return x;
        long[] ends = [.. starts.Select((s, i) => s + ((counts[i] - 1) * (steps?[i] ?? 1)) + 1)];
        string[] inputs = [x, c.Ints(starts), c.Ints(ends), c.Ints(axes)];
        for (var i = 0; i < axes.Length; i++)
            shape = shape.With((int)axes[i], counts[i]);
        return c.State(c.Op("Slice", steps is null || steps.All(s => s == 1) ? inputs : [.. inputs, c.Ints(steps)]), x, shape);
    }

    /// <summary>Zero-pads, or crops where negative, the spatial axes of [N,C,...]; nothing is written when there is nothing to do.</summary>
    public static string PadSpatial(this GradientContext c, string x, long[] before, long[] after)
    {
        if (before.All(p => p == 0) && after.All(p => p == 0))
            return x;
        var shape = c.Shapes.Shape(x);
        for (var i = 0; i < before.Length; i++)
            shape = shape.With(i + 2, shape[i + 2].Value + before[i] + after[i]);
        return c.State(c.Op("Pad", x, c.Ints([0, 0, .. before, 0, 0, .. after])), x, shape);
    }

    /// <summary>A vector of C channel values as [1,C,1,...] of the given rank, so that it broadcasts over [N,C,...] at full speed.</summary>
    public static string PerChannel(this GradientContext c, string vector, Dim channels, int rank) =>
        c.Reshape(vector, [1, channels, .. Enumerable.Repeat(Dim.Of(1), rank - 2)]);

    /// <summary>Zeros in the shape and type of another value.</summary>
    public static string ZerosLike(this GradientContext c, string like)
    {
        var shape = c.Shapes.Shape(like);
        return c.State(c.Op("Expand", c.Scalar(0, like), shape.IsStatic ? c.Ints(shape.ToLongs()) : c.Op("Shape", like)), like, shape);
    }

    /// <summary>A zero tensor of a value's size, flat: [count].</summary>
    public static string FlatZeros(this GradientContext c, string like)
    {
        var count = c.Shapes.Shape(like).Count;
        var zeros = c.Op("Expand", c.Builder.Constant(Tensor.From([0f], 1), "zero"), count.IsKnown ? c.Ints(count.Value) : c.Reshape(c.Op("Size", like), 1));
        return c.State(zeros, like, new Shape(count));
    }

    /// <summary>States the shape of a value that was just written; its type, where that is not known, is that of <paramref name="like"/>.</summary>
    public static string State(this GradientContext c, string value, string like, Shape shape)
    {
        var type = c.Shapes.Type(value);
        c.Shapes.Set(value, type == ElementType.Undefined ? c.Shapes.Type(like) : type, shape);
        return value;
    }

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(this GradientContext c, long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw c.Refuse($"its axis {axis} does not fit rank {rank}.");

    private static string Cast(this GradientContext c, string x, ElementType type) =>
        c.Shapes.Type(x) == type ? x : c.Op("Cast", [x], NodeAttribute.Int("to", (long)type));
}
