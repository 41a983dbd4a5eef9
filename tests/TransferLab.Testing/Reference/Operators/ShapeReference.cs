using TransferLab.Onnx;

namespace TransferLab.Testing.Reference.Operators;

/// <summary>Operators that rearrange elements without changing them, and those that read shapes.</summary>
internal static class ShapeReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Reshape", Reshape);
        all.Add("Flatten", Flatten);
        all.Add("Squeeze", Squeeze);
        all.Add("Unsqueeze", Unsqueeze);
        all.Add("Transpose", c => Transpose(c[0], c.Ints("perm") ?? [.. Enumerable.Range(0, c[0].Rank).Reverse()]));
        all.Add("Expand", c => BinaryReference.Combine(c[0], NDArray.Zeros(c[0].Type, c[1].ToInts()), (x, _) => x));
        all.Add("Tile", Tile);
        all.Add("Shape", Shape);
        all.Add("Size", c => new NDArray(ElementType.Int64, [c[0].Count]));
        all.AddMany("Dropout", Dropout);
    }

    public static NDArray Transpose(NDArray x, int[] permutation)
    {
        var y = NDArray.Zeros(x.Type, Array.ConvertAll(permutation, p => x.Dims[p]));
        foreach (var index in NDArray.Indices(y.Dims))
        {
            var from = new int[x.Rank];
            for (var i = 0; i < permutation.Length; i++)
                from[permutation[i]] = index[i];
            y[index] = x[from];
        }
        return y;
    }

    // 0 copies a dimension (unless allowzero), -1 is what remains.
    private static NDArray Reshape(OperatorCall c)
    {
        var x = c[0];
        var dims = c[1].ToInts();
        if (!c.Flag("allowzero"))
            for (var i = 0; i < dims.Length; i++)
                if (dims[i] == 0)
                    dims[i] = x.Dims[i];
        var open = Array.IndexOf(dims, -1);
        if (open >= 0)
        {
            dims[open] = 1;
            dims[open] = x.Count / Math.Max(1, NDArray.CountOf(dims));
        }
        return x.Reshape(dims);
    }

    private static NDArray Flatten(OperatorCall c)
    {
        var axis = c.Axis("axis", 1, c[0].Rank);
        return c[0].Reshape(NDArray.CountOf(c[0].Dims.AsSpan(0, axis)), NDArray.CountOf(c[0].Dims.AsSpan(axis)));
    }

    private static NDArray Squeeze(OperatorCall c)
    {
        var x = c[0];
        var axes = c.IntsFrom("axes", 1) is { } given
            ? Array.ConvertAll(given, a => OperatorCall.Wrap(a, x.Rank))
            : [.. Enumerable.Range(0, x.Rank).Where(i => x.Dims[i] == 1)];
        return x.Reshape([.. x.Dims.Where((_, i) => !axes.Contains(i))]);
    }

    private static NDArray Unsqueeze(OperatorCall c)
    {
        var x = c[0];
        var given = c.IntsFrom("axes", 1) ?? throw c.Error("axes are missing.");
        var axes = Array.ConvertAll(given, a => OperatorCall.Wrap(a, x.Rank + given.Length));
        var rest = new Queue<int>(x.Dims);
        return x.Reshape([.. Enumerable.Range(0, x.Rank + axes.Length).Select(i => axes.Contains(i) ? 1 : rest.Dequeue())]);
    }

    private static NDArray Tile(OperatorCall c)
    {
        var x = c[0];
        var repeats = c[1].ToInts();
        var y = NDArray.Zeros(x.Type, [.. x.Dims.Select((d, i) => d * repeats[i])]);
        foreach (var index in NDArray.Indices(y.Dims))
            y[index] = x[[.. index.Select((p, i) => p % x.Dims[i])]];
        return y;
    }

    private static NDArray Shape(OperatorCall c)
    {
        var rank = c[0].Rank;
        int start = Math.Clamp(c.Axis("start", 0, rank), 0, rank), end = Math.Clamp(c.Axis("end", rank, rank), 0, rank);
        return NDArray.Longs([.. c[0].Dims[start..Math.Max(start, end)].Select(d => (long)d)]);
    }

    // Inference form: nothing is dropped. The training form draws random numbers, which a reference cannot reproduce.
    private static NDArray[] Dropout(OperatorCall c)
    {
        if (c.Optional(2)?.Values[0] is { } training && training != 0 && (c.Optional(1)?.Values[0] ?? 0.5) != 0)
            throw c.Error("the training form of Dropout is random; test it with its mask as an input.");
        return [c[0], NDArray.Filled(ElementType.Bool, 1, c[0].Dims)];
    }
}
