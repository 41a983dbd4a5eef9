using TransferLab.Onnx;

namespace TransferLab.Testing.Reference.Operators;

/// <summary>Reductions over axes, positions of extremes, running sums.</summary>
internal static class ReductionReference
{
    public static void Register(ReferenceOperators all)
    {
        AddReduction(all, "ReduceSum", v => v.Sum());
        AddReduction(all, "ReduceMean", v => v.Average());
        AddReduction(all, "ReduceMax", v => v.Max());
        AddReduction(all, "ReduceMin", v => v.Min());
        AddReduction(all, "ReduceProd", v => v.Aggregate(1.0, (a, b) => a * b));
        AddReduction(all, "ReduceL1", v => v.Sum(Math.Abs));
        AddReduction(all, "ReduceL2", v => Math.Sqrt(v.Sum(x => x * x)));
        AddReduction(all, "ReduceSumSquare", v => v.Sum(x => x * x));
        AddReduction(all, "ReduceLogSum", v => Math.Log(v.Sum()));
        AddReduction(all, "ReduceLogSumExp", LogSumExp);
        all.Add("ArgMax", c => ArgExtreme(c, (a, b) => a > b));
        all.Add("ArgMin", c => ArgExtreme(c, (a, b) => a < b));
        all.Add("CumSum", CumSum);
    }

    /// <summary>Reduces the elements along axes; no axes leave every element by itself.</summary>
    public static NDArray Reduce(NDArray x, int[] axes, bool keep, Func<IReadOnlyList<double>, double> reduce)
    {
        int[] kept = [.. x.Dims.Select((d, i) => axes.Contains(i) ? 1 : d)];
        var groups = new List<double>[NDArray.CountOf(kept)];
        for (var g = 0; g < groups.Length; g++)
            groups[g] = [];
        var result = NDArray.Zeros(x.Type, kept);
        var at = 0;
        foreach (var index in NDArray.Indices(x.Dims))
        {
            foreach (var axis in axes)
                index[axis] = 0;
            groups[result.Offset(index)].Add(x.Values[at++]);
        }
        for (var g = 0; g < groups.Length; g++)
            result.Values[g] = reduce(groups[g]);
        return keep ? result : result.Reshape([.. x.Dims.Where((_, i) => !axes.Contains(i))]);
    }

    public static double LogSumExp(IReadOnlyList<double> values)
    {
        var max = values.Max();
        return max + Math.Log(values.Sum(v => Math.Exp(v - max)));
    }

    private static void AddReduction(ReferenceOperators all, string opType, Func<IReadOnlyList<double>, double> reduce) => all.Add(opType, c =>
    {
        var x = c[0];
        var axes = c.IntsFrom("axes", 1);
        if (axes is null or [] && c.Flag("noop_with_empty_axes"))
            return x;
        axes = axes is null or [] ? [.. Enumerable.Range(0, x.Rank)] : Array.ConvertAll(axes, a => OperatorCall.Wrap(a, x.Rank));
        return Reduce(x, axes, c.Flag("keepdims", true), reduce);
    });

    private static NDArray ArgExtreme(OperatorCall c, Func<double, double, bool> better)
    {
        var axis = c.Axis("axis", 0, c[0].Rank);
        var last = c.Flag("select_last_index");
        var result = Reduce(c[0], [axis], c.Flag("keepdims", true), values =>
        {
            var best = 0;
            for (var i = 1; i < values.Count; i++)
                if (better(values[i], values[best]) || (last && values[i] == values[best]))
                    best = i;
            return best;
        });
        return new NDArray(ElementType.Int64, result.Values, result.Dims);
    }

    private static NDArray CumSum(OperatorCall c)
    {
        var x = c[0];
        var axis = OperatorCall.Wrap(c[1].ToInts()[0], x.Rank);
        bool exclusive = c.Flag("exclusive"), reverse = c.Flag("reverse");
        var y = NDArray.Zeros(x.Type, x.Dims);
        foreach (var index in NDArray.Indices(x.Dims))
        {
            double sum = 0;
            var here = (int[])index.Clone();
            for (var j = 0; j < x.Dims[axis]; j++)
            {
                var before = reverse ? j > index[axis] : j < index[axis];
                here[axis] = j;
                if (before || (j == index[axis] && !exclusive))
                    sum += x[here];
            }
            y[index] = sum;
        }
        return y;
    }
}
