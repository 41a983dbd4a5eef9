namespace TransferLab.Onnx.Shapes;

/// <summary>NumPy-style multidirectional broadcasting.</summary>
public static class Broadcasting
{
    /// <summary>The shape of an elementwise result: dimensions aligned from the right, ones stretched.</summary>
    /// <exception cref="InvalidOperationException">Two known dimensions differ and neither is 1.</exception>
    public static Shape Combine(Shape a, Shape b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        var dims = new Dim[rank];
        for (var i = 1; i <= rank; i++)
        {
            Dim x = i <= a.Rank ? a[^i] : 1, y = i <= b.Rank ? b[^i] : 1;
            dims[^i] = One(x) ? y : One(y) || x == y ? x
                // A symbol or unknown against a number above 1 can only be that number.
                : x.IsKnown && y.IsKnown ? throw new InvalidOperationException($"the shapes {a} and {b} do not broadcast")
                : x.IsKnown ? x : y.IsKnown ? y : Dim.Unknown;
        }
        return new Shape(dims);
    }

    /// <summary>The axes (of the wider, result-shaped value) over which a result-shaped gradient is summed to get one of
    /// <paramref name="input"/>'s shape: leading axes the input lacks, and axes where it has 1 and the result has not.</summary>
    public static long[] ReducedAxes(Shape result, Shape input)
    {
        var missing = result.Rank - input.Rank;
        return [.. Enumerable.Range(0, result.Rank).Where(i => i < missing || (One(input[i - missing]) && !One(result[i]))).Select(i => (long)i)];
    }

    private static bool One(Dim d) => d.IsKnown && d.Value == 1;
}
