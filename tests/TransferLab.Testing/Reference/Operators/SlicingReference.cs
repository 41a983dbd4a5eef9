namespace TransferLab.Testing.Reference.Operators;

/// <summary>Cutting arrays apart and putting them together.</summary>
internal static class SlicingReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Concat", Concat);
        all.AddMany("Split", Split);
        all.Add("Slice", Slice);
    }

    private static NDArray Concat(OperatorCall c)
    {
        NDArray[] parts = [.. c.Inputs];
        var axis = c.Axis("axis", 1, parts[0].Rank);
        var dims = (int[])parts[0].Dims.Clone();
        dims[axis] = parts.Sum(p => p.Dims[axis]);
        var y = NDArray.Zeros(parts[0].Type, dims);
        var start = 0;
        foreach (var part in parts)
        {
            foreach (var index in NDArray.Indices(part.Dims))
            {
                var value = part[index];
                index[axis] += start;
                y[index] = value;
            }
            start += part.Dims[axis];
        }
        return y;
    }

    // Sizes: attribute up to operator set 12, input since; without either, equal parts, the last one smaller where it does not come out even.
    private static NDArray[] Split(OperatorCall c)
    {
        var x = c[0];
        var axis = c.Axis("axis", 0, x.Rank);
        var sizes = c.IntsFrom("split", 1);
        if (sizes is null)
        {
            int parts = c.Int("num_outputs", c.Node.Outputs.Count), size = (x.Dims[axis] + parts - 1) / parts;
            sizes = [.. Enumerable.Range(0, parts).Select(i => Math.Max(0, Math.Min(size, x.Dims[axis] - (i * size))))];
        }
        var start = 0;
        var results = new List<NDArray>();
        foreach (var size in sizes)
        {
            var dims = (int[])x.Dims.Clone();
            dims[axis] = size;
            var part = NDArray.Zeros(x.Type, dims);
            foreach (var index in NDArray.Indices(dims))
            {
                var from = (int[])index.Clone();
                from[axis] += start;
                part[index] = x[from];
            }
            results.Add(part);
            start += size;
        }
        return [.. results];
    }

    private static NDArray Slice(OperatorCall c)
    {
        var x = c[0];
        int[] starts = c.IntsFrom("starts", 1)!, ends = c.IntsFrom("ends", 2)!;
        var axes = c.IntsFrom("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = c.Optional(4)?.ToInts() ?? SpatialWindow.Filled(starts.Length, 1);
        int[] first = new int[x.Rank], step = SpatialWindow.Filled(x.Rank, 1), dims = (int[])x.Dims.Clone();
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = OperatorCall.Wrap(axes[i], x.Rank);
            var size = x.Dims[axis];
            // Walking backwards, the start may be the last element and the end just before the first.
            var (low, high) = steps[i] > 0 ? (0, size) : (-1, size - 1);
            var start = Math.Clamp((long)OperatorCall.Wrap(starts[i], size), steps[i] > 0 ? 0 : low, high);
            var end = Math.Clamp((long)OperatorCall.Wrap(ends[i], size), low, high);
            first[axis] = (int)start;
            step[axis] = steps[i];
            dims[axis] = (int)Math.Max(0, Math.Ceiling((end - start) / (double)steps[i]));
        }
        var y = NDArray.Zeros(x.Type, dims);
        foreach (var index in NDArray.Indices(dims))
            y[index] = x[[.. index.Select((p, i) => first[i] + (p * step[i]))]];
        return y;
    }
}
