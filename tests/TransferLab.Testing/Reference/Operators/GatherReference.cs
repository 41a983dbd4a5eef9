namespace TransferLab.Testing.Reference.Operators;

/// <summary>Reading and writing elements by index.</summary>
internal static class GatherReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Gather", Gather);
        all.Add("GatherElements", GatherElements);
        all.Add("GatherND", GatherNd);
        all.Add("ScatterElements", ScatterElements);
        all.Add("ScatterND", ScatterNd);
        all.Add("OneHot", OneHot);
    }

    private static NDArray Gather(OperatorCall c)
    {
        NDArray x = c[0], indices = c[1];
        var axis = c.Axis("axis", 0, x.Rank);
        var y = NDArray.Zeros(x.Type, [.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]]);
        foreach (var index in NDArray.Indices(y.Dims))
        {
            var chosen = OperatorCall.Wrap((int)indices[index[axis..(axis + indices.Rank)]], x.Dims[axis]);
            y[index] = x[[.. index[..axis], chosen, .. index[(axis + indices.Rank)..]]];
        }
        return y;
    }

    private static NDArray GatherElements(OperatorCall c)
    {
        NDArray x = c[0], indices = c[1];
        var axis = c.Axis("axis", 0, x.Rank);
        var y = NDArray.Zeros(x.Type, indices.Dims);
        foreach (var index in NDArray.Indices(y.Dims))
        {
            var from = (int[])index.Clone();
            from[axis] = OperatorCall.Wrap((int)indices[index], x.Dims[axis]);
            y[index] = x[from];
        }
        return y;
    }

    private static NDArray GatherNd(OperatorCall c)
    {
        NDArray x = c[0], indices = c[1];
        int batch = c.Int("batch_dims", 0), depth = indices.Dims[^1];
        var y = NDArray.Zeros(x.Type, [.. indices.Dims[..^1], .. x.Dims[(batch + depth)..]]);
        foreach (var index in NDArray.Indices(y.Dims))
            y[index] = x[[.. index[..batch], .. Tuple(x, indices, index[..(indices.Rank - 1)], batch), .. index[(indices.Rank - 1)..]]];
        return y;
    }

    private static NDArray ScatterElements(OperatorCall c)
    {
        NDArray y = c[0].Copy(), indices = c[1], updates = c[2];
        var axis = c.Axis("axis", 0, y.Rank);
        var reduce = Reduction(c);
        foreach (var index in NDArray.Indices(indices.Dims))
        {
            var to = (int[])index.Clone();
            to[axis] = OperatorCall.Wrap((int)indices[index], y.Dims[axis]);
            y[to] = reduce(y[to], updates[index]);
        }
        return y;
    }

    private static NDArray ScatterNd(OperatorCall c)
    {
        NDArray y = c[0].Copy(), indices = c[1], updates = c[2];
        var reduce = Reduction(c);
        foreach (var index in NDArray.Indices(updates.Dims))
        {
            int[] to = [.. Tuple(y, indices, index[..(indices.Rank - 1)], 0), .. index[(indices.Rank - 1)..]];
            y[to] = reduce(y[to], updates[index]);
        }
        return y;
    }

    private static NDArray OneHot(OperatorCall c)
    {
        NDArray indices = c[0], values = c[2];
        int depth = (int)c[1].Values[0], axis = OperatorCall.Wrap(c.Int("axis", -1), indices.Rank + 1);
        var y = NDArray.Filled(values.Type, values.Values[0], [.. indices.Dims[..axis], depth, .. indices.Dims[axis..]]);
        foreach (var index in NDArray.Indices(indices.Dims))
        {
            var hot = OperatorCall.Wrap((int)indices[index], depth);
            if (hot >= 0 && hot < depth)
                y[[.. index[..axis], hot, .. index[axis..]]] = values.Values[1];
        }
        return y;
    }

    /// <summary>The index tuple stored in the last axis of an index array.</summary>
    private static int[] Tuple(NDArray data, NDArray indices, int[] position, int batch) =>
        [.. Enumerable.Range(0, indices.Dims[^1]).Select(k => OperatorCall.Wrap((int)indices[[.. position, k]], data.Dims[batch + k]))];

    private static Func<double, double, double> Reduction(OperatorCall c) => c.Node.String("reduction", "none") switch
    {
        "none" => (_, update) => update,
        "add" => (old, update) => old + update,
        "mul" => (old, update) => old * update,
        "max" => Math.Max,
        "min" => Math.Min,
        var other => throw c.Error($"the reduction '{other}' does not exist."),
    };
}
