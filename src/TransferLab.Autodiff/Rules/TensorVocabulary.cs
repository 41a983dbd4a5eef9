using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules;

/// <summary>
/// Shape-moving operators as one-liners for rules that are written in terms of known dimensions and a symbolic batch. The shapes the rules reason
/// with are stated in the table, so that nothing downstream has to rediscover them.
/// </summary>
internal static class TensorVocabulary
{
    /// <summary>Reshape to dimensions of which at most one may be symbolic or unknown; that one is left to the runtime (-1).</summary>
    public static string Reshape(this GraphBuilder b, string x, params Dim[] dims)
    {
        var target = new Shape(dims);
        if (b.Shapes.TryGet(x, out var info) && info.Shape is { } have && have.Equals(target) && !dims.Any(d => d.IsUnknown))
            return x;
        if (dims.Count(d => !d.IsKnown) > 1)
            throw new ArgumentException($"The shape {target} has more than one open dimension.", nameof(dims));
        var result = b.Add("Reshape", [x, b.Ints(target.ToLongs())]);
        return b.State(result, x, target);
    }

    public static string Transpose(this GraphBuilder b, string x, params int[] order)
    {
        var result = b.Add("Transpose", [x], NodeAttribute.Ints("perm", order.Select(o => (long)o)));
        return b.Shapes.Knows(x) ? b.State(result, x, new Shape(order.Select(o => b.Shapes.Shape(x)[o]))) : result;
    }

    public static string ReduceSum(this GraphBuilder b, string x, bool keepDims, params long[] axes) =>
        b.Add("ReduceSum", [x, b.Ints(axes)], NodeAttribute.Int("keepdims", keepDims ? 1 : 0));

    public static string ReduceMean(this GraphBuilder b, string x, bool keepDims, params long[] axes) =>
        // The axes moved from an attribute to an input in operator set 18.
        b.Shapes.Opset >= 18
            ? b.Add("ReduceMean", [x, b.Ints(axes)], NodeAttribute.Int("keepdims", keepDims ? 1 : 0))
            : b.Add("ReduceMean", [x], NodeAttribute.Ints("axes", axes), NodeAttribute.Int("keepdims", keepDims ? 1 : 0));

    public static string Concat(this GraphBuilder b, int axis, IReadOnlyCollection<string> parts) =>
        parts.Count == 1 ? parts.First() : b.Add("Concat", parts, NodeAttribute.Int("axis", axis));

    /// <summary>Slices along some axes; nothing is written when the slice is the whole tensor.</summary>
    /// <param name="b">Where to write.</param>
    /// <param name="x">A tensor whose sliced dimensions are known.</param>
    /// <param name="axes">Axes, ascending.</param>
    /// <param name="starts">First index per axis.</param>
    /// <param name="counts">Number of elements taken per axis.</param>
    /// <param name="steps">Distance between them; null for 1.</param>
    public static string Slice(this GraphBuilder b, string x, long[] axes, long[] starts, long[] counts, long[]? steps = null)
    {
        var shape = b.Shapes.Shape(x);
        if (axes.Select((a, i) => starts[i] == 0 && (counts[i] == 1 || steps is null || steps[i] == 1) && shape[(int)a] == Dim.Of(counts[i])).All(whole => whole))
            return x;
        long[] ends = [.. starts.Select((s, i) => s + ((counts[i] - 1) * (steps?[i] ?? 1)) + 1)];
        string[] inputs = steps is null || steps.All(s => s == 1)
            ? [x, b.Ints(starts), b.Ints(ends), b.Ints(axes)]
            : [x, b.Ints(starts), b.Ints(ends), b.Ints(axes), b.Ints(steps)];
        var result = b.Add("Slice", inputs);
        for (var i = 0; i < axes.Length; i++)
            shape = shape.With((int)axes[i], counts[i]);
        return b.State(result, x, shape);
    }

    /// <summary>Zero-pads, or crops where negative, the spatial axes of [N,C,...]; nothing is written when there is nothing to do.</summary>
    public static string PadSpatial(this GraphBuilder b, string x, long[] before, long[] after)
    {
        if (before.All(p => p == 0) && after.All(p => p == 0))
            return x;
        var result = b.Add("Pad", [x, b.Ints([0, 0, .. before, 0, 0, .. after])]);
        var shape = b.Shapes.Shape(x);
        for (var i = 0; i < before.Length; i++)
            shape = shape.With(i + 2, shape[i + 2].Value + before[i] + after[i]);
        return b.State(result, x, shape);
    }

    /// <summary>A vector of C channel values as [1,C,1,...] of the given rank, so that it broadcasts over [N,C,...] at full speed.</summary>
    public static string PerChannel(this GraphBuilder b, string vector, Dim channels, int rank) =>
        b.Reshape(vector, [1, channels, .. Enumerable.Repeat(Dim.Of(1), rank - 2)]);

    /// <summary>Multiplies by a number of the tensor's own rank.</summary>
    public static string Scale(this GraphBuilder b, string x, float factor) =>
        b.Add("Mul", [x, b.Scalar(factor, b.Shapes.Shape(x).Rank)]);

    /// <summary>A zero tensor of a value's size, flat: [count].</summary>
    public static string FlatZeros(this GraphBuilder b, string like)
    {
        var count = b.Shapes.Shape(like).Count;
        var zeros = b.Add("Expand", [b.Constant(Tensor.From([0f], 1), "zero"),
            count.IsKnown ? b.Ints(count.Value) : b.Reshape(b.Add("Size", [like]), 1)]);
        return b.State(zeros, like, new Shape(count));
    }

    /// <summary>States the shape of a value that was just written; its type is that of <paramref name="like"/>.</summary>
    public static string State(this GraphBuilder b, string value, string like, Shape shape)
    {
        var type = b.Shapes.Type(value);
        b.Shapes.Set(value, type == ElementType.Undefined ? b.Shapes.Type(like) : type, shape);
        return value;
    }
}
