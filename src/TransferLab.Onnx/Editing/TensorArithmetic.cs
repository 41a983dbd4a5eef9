using System.Numerics;

namespace TransferLab.Onnx.Editing;

/// <summary>Elementwise arithmetic on small constants. Single precision is computed in double precision and rounded
/// once, which for + - * / and the square root gives the same bits as single-precision arithmetic.</summary>
internal static class TensorArithmetic
{
    /// <returns>The result; null for operators or types that are not covered.</returns>
    public static Tensor? Evaluate(string opType, Tensor?[] inputs, ElementType type, long[] dims)
    {
        if (inputs.Any(i => i is null || i.Type != type))
            return null;
        return type switch
        {
            ElementType.Float => Evaluate(opType, inputs!, dims, Reals<float>),
            ElementType.Double => Evaluate(opType, inputs!, dims, Reals<double>),
            ElementType.Int64 => Evaluate(opType, inputs!, dims, Integers<long>),
            ElementType.Int32 => Evaluate(opType, inputs!, dims, Integers<int>),
            _ => null,
        };
    }

    /// <returns>The elements in another type, as the operator Cast converts them; null for types that are not covered.</returns>
    public static Tensor? Cast(Tensor x, ElementType to)
    {
        if (x.Type == to)
            return x;
        if (x.Type.IsFloatingPoint())
        {
            if (x.Type == ElementType.Double)
                return Write(x.Span<double>().ToArray(), to, x.Dims);
            return to == ElementType.Float ? Tensor.From(x.ToFloats(), x.Dims) : Write(x.ToFloats(), to, x.Dims);
        }
        return x.Type is ElementType.UInt64 or ElementType.String || x.Type.Size() > 8 ? null : Write(x.ToLongs(), to, x.Dims);
    }

    public static Tensor Where(Tensor condition, Tensor yes, Tensor no, long[] dims)
    {
        var flags = TensorMoves.Expand(condition, dims).Bytes.Span;
        Tensor a = TensorMoves.Expand(yes, dims), b = TensorMoves.Expand(no, dims);
        var size = a.Type.Size();
        var result = b.Bytes.ToArray();
        for (var i = 0; i < flags.Length; i++)
            if (flags[i] != 0)
                a.Bytes.Span.Slice(i * size, size).CopyTo(result.AsSpan(i * size));
        return Tensor.FromBytes(a.Type, result, dims);
    }

    private static Tensor? Evaluate<T>(string opType, Tensor[] inputs, long[] dims, Func<string, Func<T, T, T>?> find)
        where T : unmanaged
    {
        if (find(opType) is not { } combine || (inputs.Length == 1 && IsBinary(opType)) || (inputs.Length > 1 && !IsBinary(opType)))
            return null;
        var result = TensorMoves.Expand(inputs[0], dims).Span<T>().ToArray();
        try
        {
            foreach (var input in inputs.Length == 1 ? inputs : inputs.Skip(1))
            {
                var other = TensorMoves.Expand(input, dims).Span<T>();
                for (var i = 0; i < result.Length; i++)
                    result[i] = combine(result[i], other[i]);
            }
        }
        catch (ArithmeticException)
        {
            // Division by zero or overflow: what happens then is the runtime's business.
            return null;
        }
        return Tensor.From(result, dims);
    }

    private static bool IsBinary(string opType) => opType is "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Max" or "Min" or "Sum";

    private static Func<T, T, T>? Reals<T>(string opType) where T : unmanaged, INumber<T>
    {
        Func<double, double, double>? combine = opType switch
        {
            "Add" or "Sum" => (a, b) => a + b,
            "Sub" => (a, b) => a - b,
            "Mul" => (a, b) => a * b,
            "Div" => (a, b) => a / b,
            "Pow" => Math.Pow,
            "Max" => Math.Max,
            "Min" => Math.Min,
            "Neg" => (a, _) => -a,
            "Abs" => (a, _) => Math.Abs(a),
            "Sqrt" => (a, _) => Math.Sqrt(a),
            "Exp" => (a, _) => Math.Exp(a),
            "Log" => (a, _) => Math.Log(a),
            "Reciprocal" => (a, _) => 1 / a,
            "Floor" => (a, _) => Math.Floor(a),
            "Ceil" => (a, _) => Math.Ceiling(a),
            _ => null,
        };
        return combine is null ? null : (a, b) => T.CreateTruncating(combine(double.CreateTruncating(a), double.CreateTruncating(b)));
    }

    private static Func<T, T, T>? Integers<T>(string opType) where T : unmanaged, IBinaryInteger<T> => opType switch
    {
        "Add" or "Sum" => (a, b) => checked(a + b),
        "Sub" => (a, b) => checked(a - b),
        "Mul" => (a, b) => checked(a * b),
        "Div" => (a, b) => a / b,
        "Max" => T.Max,
        "Min" => T.Min,
        "Neg" => (a, _) => checked(-a),
        "Abs" => (a, _) => T.Abs(a),
        _ => null,
    };

    private static Tensor? Write<T>(T[] values, ElementType to, IEnumerable<long> dims) where T : unmanaged, INumber<T> => to switch
    {
        ElementType.Float => Tensor.From(Array.ConvertAll(values, float.CreateTruncating), dims),
        ElementType.Double => Tensor.From(Array.ConvertAll(values, double.CreateTruncating), dims),
        ElementType.Float16 => Tensor.From(Array.ConvertAll(values, Half.CreateTruncating), dims),
        ElementType.Int64 => Tensor.From(Array.ConvertAll(values, long.CreateTruncating), dims),
        ElementType.Int32 => Tensor.From(Array.ConvertAll(values, int.CreateTruncating), dims),
        ElementType.UInt8 => Tensor.From(Array.ConvertAll(values, byte.CreateTruncating), dims),
        ElementType.Int8 => Tensor.From(Array.ConvertAll(values, sbyte.CreateTruncating), dims),
        ElementType.Bool => Tensor.From(Array.ConvertAll(values, v => !T.IsZero(v)), dims),
        _ => null,
    };
}
