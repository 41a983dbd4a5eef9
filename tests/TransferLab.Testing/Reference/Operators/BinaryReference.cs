using TransferLab.Onnx;

namespace TransferLab.Testing.Reference.Operators;

/// <summary>Elementwise operators of several inputs, with multidirectional broadcasting.</summary>
internal static class BinaryReference
{
    public static void Register(ReferenceOperators all)
    {
        AddBinary(all, "Add", (x, y) => x + y);
        AddBinary(all, "Sub", (x, y) => x - y);
        AddBinary(all, "Mul", (x, y) => x * y);
        all.Add("Div", c => c[0].IsFloat ? Combine(c[0], c[1], (x, y) => x / y) : Combine(c[0], c[1], (x, y) => Math.Truncate(x / y)));
        all.Add("Pow", c => Combine(c[0], c[1], Math.Pow));
        all.Add("Mod", c => c.Flag("fmod") ? Combine(c[0], c[1], (x, y) => x % y) : Combine(c[0], c[1], (x, y) => x - (y * Math.Floor(x / y))));
        all.Add("PRelu", c => Combine(c[0], c[1], (x, slope) => x < 0 ? slope * x : x));

        AddTest(all, "Equal", (x, y) => x == y);
        AddTest(all, "Greater", (x, y) => x > y);
        AddTest(all, "Less", (x, y) => x < y);
        AddTest(all, "GreaterOrEqual", (x, y) => x >= y);
        AddTest(all, "LessOrEqual", (x, y) => x <= y);
        AddTest(all, "And", (x, y) => x != 0 && y != 0);
        AddTest(all, "Or", (x, y) => x != 0 || y != 0);
        AddTest(all, "Xor", (x, y) => x != 0 ^ y != 0);

        all.Add("Max", c => c.Inputs.Aggregate((a, b) => Combine(a, b, Math.Max)));
        all.Add("Min", c => c.Inputs.Aggregate((a, b) => Combine(a, b, Math.Min)));
        all.Add("Sum", c => c.Inputs.Aggregate((a, b) => Combine(a, b, (x, y) => x + y)));
        all.Add("Mean", c => UnaryReference.Map(c.Inputs.Aggregate((a, b) => Combine(a, b, (x, y) => x + y)), x => x / c.InputCount));
        all.Add("Where", Where);
    }

    public static NDArray Combine(NDArray a, NDArray b, Func<double, double, double> f, ElementType? type = null)
    {
        var result = NDArray.Zeros(type ?? a.Type, BroadcastDims(a.Dims, b.Dims));
        var at = 0;
        foreach (var index in NDArray.Indices(result.Dims))
            result.Values[at++] = f(a.Values[BroadcastOffset(a, index)], b.Values[BroadcastOffset(b, index)]);
        return result;
    }

    /// <summary>The dimensions of two arrays aligned from the right, ones stretched.</summary>
    public static int[] BroadcastDims(int[] a, int[] b)
    {
        var dims = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= dims.Length; i++)
        {
            int x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new InvalidOperationException($"[{string.Join(',', a)}] and [{string.Join(',', b)}] do not broadcast");
            dims[^i] = x == 1 ? y : x;
        }
        return dims;
    }

    /// <summary>Where the element lies that broadcasting puts at an index of the result.</summary>
    public static int BroadcastOffset(NDArray x, int[] resultIndex)
    {
        var offset = 0;
        for (var i = 1; i <= x.Rank; i++)
            if (x.Dims[^i] != 1)
                offset += resultIndex[^i] * x.Strides[^i];
        return offset;
    }

    private static void AddBinary(ReferenceOperators all, string opType, Func<double, double, double> f) => all.Add(opType, c => Combine(c[0], c[1], f));

    private static void AddTest(ReferenceOperators all, string opType, Func<double, double, bool> test) =>
        all.Add(opType, c => Combine(c[0], c[1], (x, y) => test(x, y) ? 1 : 0, ElementType.Bool));

    private static NDArray Where(OperatorCall c)
    {
        NDArray condition = c[0], x = c[1], y = c[2];
        var result = NDArray.Zeros(x.Type, BroadcastDims(BroadcastDims(x.Dims, y.Dims), condition.Dims));
        var at = 0;
        foreach (var index in NDArray.Indices(result.Dims))
            result.Values[at++] = condition.Values[BroadcastOffset(condition, index)] != 0 ? x.Values[BroadcastOffset(x, index)] : y.Values[BroadcastOffset(y, index)];
        return result;
    }
}
