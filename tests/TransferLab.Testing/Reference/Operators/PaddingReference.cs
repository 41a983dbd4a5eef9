namespace TransferLab.Testing.Reference.Operators;

/// <summary>Padding in all modes.</summary>
internal static class PaddingReference
{
    public static void Register(ReferenceOperators all) => all.Add("Pad", Pad);

    // Pads and value: attributes up to operator set 10, inputs since; axes since 18. Negative pads crop.
    private static NDArray Pad(OperatorCall c)
    {
        var x = c[0];
        var given = c.IntsFrom("pads", 1) ?? throw c.Error("pads are missing.");
        var value = c.Opset < 11 ? c.Float("value", 0f) : c.Optional(2)?.Values[0] ?? 0;
        var axes = c.Optional(3)?.ToInts() ?? [.. Enumerable.Range(0, x.Rank)];
        int[] begin = new int[x.Rank], dims = (int[])x.Dims.Clone();
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = OperatorCall.Wrap(axes[i], x.Rank);
            begin[axis] = given[i];
            dims[axis] += given[i] + given[i + axes.Length];
        }
        var mode = c.Node.String("mode", "constant");
        var y = NDArray.Zeros(x.Type, dims);
        foreach (var index in NDArray.Indices(dims))
        {
            var inside = true;
            var from = new int[x.Rank];
            for (var i = 0; i < x.Rank; i++)
            {
                int position = index[i] - begin[i], size = x.Dims[i];
                inside &= position >= 0 && position < size;
                from[i] = mode switch
                {
                    "constant" => position,
                    "edge" => Math.Clamp(position, 0, size - 1),
                    "reflect" => Reflect(position, size),
                    "wrap" => ((position % size) + size) % size,
                    _ => throw c.Error($"the mode '{mode}' does not exist."),
                };
            }
            y[index] = mode != "constant" || inside ? x[from] : value;
        }
        return y;
    }

    // Mirrors at the border elements, which are not repeated.
    private static int Reflect(int position, int size)
    {
        if (size == 1)
            return 0;
        var period = 2 * (size - 1);
        var p = ((position % period) + period) % period;
        return p < size ? p : period - p;
    }
}
