using TransferLab.Onnx;
using TransferLab.TensorFlow.Graphs;
using TransferLab.Testing.Reference;

namespace TransferLab.TensorFlow.Tests.Reference;

/// <summary>What changes or makes shapes.</summary>
internal static class ShapeReference
{
    public static void Register(Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> operators)
    {
        operators.Add("Reshape", (_, x) =>
        {
            var target = NhwcReference.Whole(x[1]);
            var known = target.Where(d => d >= 0).Aggregate(1, (a, b) => a * b);
            return [new NDArray(x[0].Type, x[0].Values, [.. target.Select(d => d < 0 ? x[0].Count / known : d)])];
        });
        operators.Add("Squeeze", (n, x) =>
        {
            var axes = n.Ints("squeeze_dims").Select(a => NhwcReference.Axis(a, x[0].Rank)).ToHashSet();
            return [new NDArray(x[0].Type, x[0].Values, [.. x[0].Dims.Where((d, i) => axes.Count == 0 ? d != 1 : !axes.Contains(i))])];
        });
        operators.Add("ExpandDims", (_, x) =>
        {
            List<int> dims = [.. x[0].Dims];
            dims.Insert(NhwcReference.Axis(x[1].Values[0], x[0].Rank + 1), 1);
            return [new NDArray(x[0].Type, x[0].Values, [.. dims])];
        });
        operators.Add("Shape", (_, x) => [new NDArray(ElementType.Int32, [.. x[0].Dims.Select(d => (double)d)], x[0].Rank)]);
        operators.Add("Rank", (_, x) => [new NDArray(ElementType.Int32, [x[0].Rank])]);
        operators.Add("Size", (_, x) => [new NDArray(ElementType.Int32, [x[0].Count])]);
        operators.Add("Fill", (_, x) => [NDArray.Filled(x[1].Type, x[1].Values[0], NhwcReference.Whole(x[0]))]);
        operators.Add("Range", (_, x) =>
        {
            var values = new List<double>();
            for (var v = x[0].Values[0]; v < x[1].Values[0]; v += x[2].Values[0])
                values.Add(v);
            return [new NDArray(x[0].Type, [.. values], values.Count)];
        });
        operators.Add("BroadcastTo",
            (_, x) =>
                [NhwcReference.Build(x[0].Type, NhwcReference.Whole(x[1]),
                    i => x[0][[.. x[0].Dims.Select((d, k) => d == 1 ? 0 : i[k + i.Length - x[0].Rank])]])]);
    }
}
