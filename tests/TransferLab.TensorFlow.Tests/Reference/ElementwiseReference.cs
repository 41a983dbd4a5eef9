using TransferLab.Onnx;
using TransferLab.TensorFlow.Graphs;
using TransferLab.Testing.Reference;

namespace TransferLab.TensorFlow.Tests.Reference;

/// <summary>Formulas element by element, matrix products, softmax and reductions.</summary>
internal static class ElementwiseReference
{
    public static void Register(Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> operators)
    {
        void Unary(string op, Func<TfNode, double, double> f) => operators.Add(op, (n, x) => [NhwcReference.Build(x[0].Type, x[0].Dims, i => f(n, x[0][i]))]);
        void Binary(string op, Func<double, double, double> f, ElementType? type = null) =>
            operators.Add(op, (_, x) => [x.Skip(1).Aggregate(x[0], (a, b) => Broadcast(type ?? a.Type, f, a, b))]);

        foreach (var op in (string[])["Identity", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot", "EnsureShape", "PlaceholderWithDefault"])
            operators.Add(op, (_, x) => [x[0]]);
        operators.Add("IdentityN", (_, x) => x);
        Unary("Relu", (_, v) => Math.Max(v, 0));
        Unary("Relu6", (_, v) => Math.Min(Math.Max(v, 0), 6));
        Unary("LeakyRelu", (n, v) => v >= 0 ? v : n.Float("alpha", 0.2f) * v);
        Unary("Elu", (_, v) => v >= 0 ? v : Math.Exp(v) - 1);
        Unary("Selu", (_, v) => 1.0507009873554805 * (v >= 0 ? v : 1.6732632423543772 * (Math.Exp(v) - 1)));
        Unary("Sigmoid", (_, v) => 1 / (1 + Math.Exp(-v)));
        Unary("Swish", (_, v) => v / (1 + Math.Exp(-v)));
        Unary("Tanh", (_, v) => Math.Tanh(v));
        Unary("Softplus", (_, v) => Math.Log(1 + Math.Exp(v)));
        Unary("Softsign", (_, v) => v / (1 + Math.Abs(v)));
        Unary("Exp", (_, v) => Math.Exp(v));
        Unary("Log", (_, v) => Math.Log(v));
        Unary("Log1p", (_, v) => Math.Log(1 + v));
        Unary("Sqrt", (_, v) => Math.Sqrt(v));
        Unary("Rsqrt", (_, v) => 1 / Math.Sqrt(v));
        Unary("Square", (_, v) => v * v);
        Unary("Neg", (_, v) => -v);
        Unary("Abs", (_, v) => Math.Abs(v));
        Unary("Floor", (_, v) => Math.Floor(v));
        Unary("Ceil", (_, v) => Math.Ceiling(v));
        Unary("Round", (_, v) => Math.Round(v, MidpointRounding.ToEven));
        Unary("Rint", (_, v) => Math.Round(v, MidpointRounding.ToEven));
        Unary("Sign", (_, v) => Math.Sign(v));
        Unary("Sin", (_, v) => Math.Sin(v));
        Unary("Cos", (_, v) => Math.Cos(v));
        Unary("Reciprocal", (_, v) => 1 / v);
        Unary("Inv", (_, v) => 1 / v);
        Unary("LogicalNot", (_, v) => v == 0 ? 1 : 0);
        Unary("ZerosLike", (_, _) => 0);
        // The series of the error function; |v| stays below 3 here.
        Unary("Erf",
            (_, v) => 2 / Math.Sqrt(Math.PI) * Enumerable.Range(0, 60).Sum(k => Math.Pow(-1, k) * Math.Pow(v, (2 * k) + 1) / ((2 * k) + 1) / Factorial(k)));
        foreach (var op in (string[])["Add", "AddV2", "AddN"])
            Binary(op, (a, b) => a + b);
        Binary("Sub", (a, b) => a - b);
        Binary("Mul", (a, b) => a * b);
        operators.Add("RealDiv", (_, x) => [Broadcast(x[0].Type, (a, b) => a / b, x[0], x[1])]);
        operators.Add("Div", (_, x) => [Broadcast(x[0].Type, (a, b) => x[0].IsFloat ? a / b : Math.Truncate(a / b), x[0], x[1])]);
        Binary("FloorDiv", (a, b) => Math.Floor(a / b));
        Binary("Maximum", Math.Max);
        Binary("Minimum", Math.Min);
        Binary("Pow", Math.Pow);
        Binary("SquaredDifference", (a, b) => (a - b) * (a - b));
        Binary("Greater", (a, b) => a > b ? 1 : 0, ElementType.Bool);
        Binary("GreaterEqual", (a, b) => a >= b ? 1 : 0, ElementType.Bool);
        Binary("Less", (a, b) => a < b ? 1 : 0, ElementType.Bool);
        Binary("LessEqual", (a, b) => a <= b ? 1 : 0, ElementType.Bool);
        Binary("Equal", (a, b) => a == b ? 1 : 0, ElementType.Bool);
        Binary("NotEqual", (a, b) => a != b ? 1 : 0, ElementType.Bool);
        Binary("LogicalAnd", (a, b) => a != 0 && b != 0 ? 1 : 0);
        Binary("LogicalOr", (a, b) => a != 0 || b != 0 ? 1 : 0);
        operators.Add("BiasAdd",
            (n, x) => [NhwcReference.Build(x[0].Type, x[0].Dims, i => x[0][i] + x[1][i[n.String("data_format", "NHWC") == "NCHW" ? 1 : ^1]])]);
        operators.Add("Cast", (n, x) =>
        {
            var type = DataTypes.ToOnnx(n.Type("DstT"));
            return [NhwcReference.Build(type, x[0].Dims,
                i => type == ElementType.Bool ? (x[0][i] != 0 ? 1 : 0) : type.IsFloatingPoint() ? x[0][i] : Math.Truncate(x[0][i]))];
        });
        // NaN marks what the condition leaves to the second value; no case has NaN among its inputs.
        operators.Add("SelectV2",
            (_, x) => [Broadcast(x[1].Type, (a, b) => double.IsNaN(a) ? b : a, Broadcast(x[1].Type, (c, a) => c != 0 ? a : double.NaN, x[0], x[1]), x[2])]);
        operators.Add("Select",
            (_, x) =>
                [NhwcReference.Build(x[1].Type, x[1].Dims,
                    i => x[0].Values[x[0].Rank == 1 && x[1].Rank > 1 ? i[0] : x[0].Rank == 0 ? 0 : x[0].Strides.Zip(i, (s, k) => s * k).Sum()] != 0
                        ? x[1][i]
                        : x[2][i])]);
        operators.Add("MatMul", (n, x) => [Product(x[0], x[1], n.Bool("transpose_a"), n.Bool("transpose_b"))]);
        foreach (var op in (string[])["BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"])
            operators.Add(op, (n, x) => [Product(x[0], x[1], n.Bool("adj_x"), n.Bool("adj_y"))]);
        operators.Add("Softmax", (_, x) => [Softmax(x[0], false)]);
        operators.Add("LogSoftmax", (_, x) => [Softmax(x[0], true)]);
        Reduction(operators, "Sum", values => values.Sum());
        Reduction(operators, "Mean", values => values.Average());
        Reduction(operators, "Max", values => values.Max());
        Reduction(operators, "Min", values => values.Min());
        Reduction(operators, "Prod", values => values.Aggregate(1.0, (a, b) => a * b));
    }

    private static double Factorial(int k) => Enumerable.Range(1, k).Aggregate(1.0, (a, b) => a * b);

    private static NDArray Broadcast(ElementType type, Func<double, double, double> f, NDArray a, NDArray b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        int At(NDArray x, int axis) => axis < rank - x.Rank ? 1 : x.Dims[axis - (rank - x.Rank)];
        var dims = Enumerable.Range(0, rank).Select(i => Math.Max(At(a, i), At(b, i))).ToArray();
        double Of(NDArray x, int[] i) => x[[.. Enumerable.Range(0, x.Rank).Select(k => x.Dims[k] == 1 ? 0 : i[k + rank - x.Rank])]];
        return NhwcReference.Build(type, dims, i => f(Of(a, i), Of(b, i)));
    }

    private static NDArray Product(NDArray a, NDArray b, bool ta, bool tb)
    {
        int m = a.Dims[ta ? ^1 : ^2], k = a.Dims[ta ? ^2 : ^1], n = b.Dims[tb ? ^2 : ^1];
        return NhwcReference.Build(a.Type, [.. a.Dims[..^2], m, n], i =>
        {
            double sum = 0;
            for (var j = 0; j < k; j++)
            {
                int[] left = [.. i[..^2], ta ? j : i[^2], ta ? i[^2] : j];
                int[] right = [.. i[..^2].TakeLast(b.Rank - 2), tb ? i[^1] : j, tb ? j : i[^1]];
                sum += a[left] * b[right];
            }
            return sum;
        });
    }

    private static NDArray Softmax(NDArray x, bool log) => NhwcReference.Build(x.Type, x.Dims, i =>
    {
        var sum = Enumerable.Range(0, x.Dims[^1]).Sum(k => Math.Exp(x[[.. i[..^1], k]]));
        return log ? x[i] - Math.Log(sum) : Math.Exp(x[i]) / sum;
    });

    private static void Reduction(Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> operators, string op, Func<IEnumerable<double>, double> f) =>
        operators.Add(op, (n, x) =>
    {
        var axes = x[1].Values.Select(a => NhwcReference.Axis(a, x[0].Rank)).ToHashSet();
        var groups = new SortedDictionary<int, List<double>>();
        int[] kept = [.. x[0].Dims.Select((d, i) => axes.Contains(i) ? 1 : d)];
        var slots = NDArray.Zeros(x[0].Type, kept);
        _ = NhwcReference.Build(x[0].Type, x[0].Dims, i =>
        {
            var slot = slots.Strides.Select((s, k) => axes.Contains(k) ? 0 : s * i[k]).Sum();
            if (!groups.TryGetValue(slot, out var list))
                groups.Add(slot, list = []);
            list.Add(x[0][i]);
            return 0;
        });
        foreach (var (slot, values) in groups)
            slots.Values[slot] = f(values);
        return [new NDArray(x[0].Type, slots.Values, n.Bool("keep_dims") ? kept : [.. x[0].Dims.Where((_, i) => !axes.Contains(i))])];
    });
}
