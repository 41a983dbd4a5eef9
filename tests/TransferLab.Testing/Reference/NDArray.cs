using TransferLab.Onnx;

namespace TransferLab.Testing.Reference;

/// <summary>
/// A dense row-major array of the reference interpreter. Every element is held as a double, whatever its ONNX type, so that floating-point
/// operators compute in double precision; integers are exact up to 2^53 and beyond that saturate, which only "to the end" markers use.
/// </summary>
public sealed class NDArray
{
    /// <summary>An array over given elements (not copied).</summary>
    /// <param name="type">The ONNX element type it stands for.</param>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="dims">Dimensions; none for a scalar.</param>
    /// <exception cref="ArgumentException">The number of elements does not fit the dimensions.</exception>
    public NDArray(ElementType type, double[] values, params int[] dims)
    {
        if (values.Length != CountOf(dims))
            throw new ArgumentException($"{values.Length} elements do not make an array of shape [{string.Join(',', dims)}].", nameof(values));
        Type = type;
        Values = values;
        Dims = dims;
        Strides = StridesOf(dims);
    }

    /// <summary>The ONNX element type the array stands for.</summary>
    public ElementType Type { get; }

    /// <summary>Elements, row-major.</summary>
    public double[] Values { get; }

    /// <summary>Dimensions; empty for a scalar.</summary>
    public int[] Dims { get; }

    /// <summary>How many elements apart neighbours along each axis lie.</summary>
    public int[] Strides { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank => Dims.Length;

    /// <summary>Number of elements.</summary>
    public int Count => Values.Length;

    /// <summary>Whether the array stands for floating-point numbers.</summary>
    public bool IsFloat => Type.IsFloatingPoint();

    /// <summary>The element at an index with one entry per axis.</summary>
    public double this[params int[] index]
    {
        get => Values[Offset(index)];
        set => Values[Offset(index)] = value;
    }

    /// <summary>An array of single-precision type.</summary>
    public static NDArray Float(double[] values, params int[] dims) => new(ElementType.Float, values, dims);

    /// <summary>A one-dimensional array of 64-bit integers.</summary>
    public static NDArray Longs(params long[] values) => new(ElementType.Int64, Array.ConvertAll(values, v => (double)v), values.Length);

    /// <summary>An array of zeros.</summary>
    public static NDArray Zeros(ElementType type, params int[] dims) => new(type, new double[CountOf(dims)], dims);

    /// <summary>An array in which every element is the same.</summary>
    public static NDArray Filled(ElementType type, double value, params int[] dims)
    {
        var result = Zeros(type, dims);
        Array.Fill(result.Values, value);
        return result;
    }

    /// <summary>
    /// Evenly distributed random numbers between two limits, each exactly a single-precision number, so that a float32 runtime sees the same input.
    /// </summary>
    public static NDArray Random(int seed, double low, double high, params int[] dims)
    {
        var random = new Random(seed);
        var result = Zeros(ElementType.Float, dims);
        for (var i = 0; i < result.Count; i++)
            result.Values[i] = (float)(low + ((high - low) * random.NextDouble()));
        return result;
    }

    /// <summary>
    /// Single-precision numbers in random order no two of which are closer than (high-low)/(count+1), and none of which is closer than half of that to zero when the
    /// range is symmetric: input for operators with kinks at zero (Relu, Abs) or ties (MaxPool, Max).
    /// </summary>
    public static NDArray Distinct(int seed, double low, double high, params int[] dims)
    {
        var result = Zeros(ElementType.Float, dims);
        // An even number of cells puts their shared borders, and no cell's middle, at the centre of the range.
        var cells = result.Count + (result.Count % 2);
        for (var i = 0; i < result.Count; i++)
            result.Values[i] = (float)(low + ((high - low) * (i + 0.5) / cells));
        new Random(seed).Shuffle(result.Values);
        return result;
    }

    /// <summary>Reads a tensor of any real, integer or boolean type.</summary>
    public static NDArray From(Tensor tensor)
    {
        int[] dims = [.. tensor.Dims.Select(d => checked((int)d))];
        var values = tensor.Type switch
        {
            ElementType.Double => tensor.Span<double>().ToArray(),
            _ when tensor.Type.IsFloatingPoint() => Array.ConvertAll(tensor.ToFloats(), v => (double)v),
            _ => Array.ConvertAll(tensor.ToLongs(), v => (double)v),
        };
        return new NDArray(tensor.Type, values, dims);
    }

    /// <summary>The array as a tensor of its type; floating-point elements are rounded to it.</summary>
    /// <exception cref="NotSupportedException">The type is none of float, double, half, int64, int32, uint8 and bool.</exception>
    public Tensor ToTensor()
    {
        var dims = Dims.Select(d => (long)d);
        return Type switch
        {
            ElementType.Float => Tensor.From(Array.ConvertAll(Values, v => (float)v), dims),
            ElementType.Double => Tensor.From(Values, dims),
            ElementType.Float16 => Tensor.From(Array.ConvertAll(Values, v => (Half)v), dims),
            ElementType.Int64 => Tensor.From(Array.ConvertAll(Values, v => (long)v), dims),
            ElementType.Int32 => Tensor.From(Array.ConvertAll(Values, v => (int)v), dims),
            ElementType.UInt8 => Tensor.From(Array.ConvertAll(Values, v => (byte)v), dims),
            ElementType.Bool => Tensor.From(Array.ConvertAll(Values, v => v != 0), dims),
            _ => throw new NotSupportedException($"{Type} cannot be written."),
        };
    }

    /// <summary>The elements as integers; fractions are cut off.</summary>
    public long[] ToLongs() => Array.ConvertAll(Values, v => (long)v);

    /// <summary>The elements as 32-bit integers, saturated.</summary>
    public int[] ToInts() => Array.ConvertAll(Values, v => (int)Math.Clamp(v, int.MinValue, int.MaxValue));

    /// <summary>A copy with its own elements.</summary>
    public NDArray Copy() => new(Type, (double[])Values.Clone(), Dims);

    /// <summary>The same elements (shared) under other dimensions.</summary>
    public NDArray Reshape(params int[] dims) => new(Type, Values, dims);

    /// <summary>Row-major position of an index.</summary>
    public int Offset(ReadOnlySpan<int> index)
    {
        var offset = 0;
        for (var i = 0; i < index.Length; i++)
            offset += index[i] * Strides[i];
        return offset;
    }

    /// <summary>The index of a row-major position.</summary>
    public int[] IndexOf(int offset)
    {
        var index = new int[Rank];
        for (var i = 0; i < Rank; i++)
        {
            index[i] = offset / Strides[i];
            offset %= Strides[i];
        }
        return index;
    }

    /// <summary>Number of elements an array of these dimensions has.</summary>
    public static int CountOf(ReadOnlySpan<int> dims)
    {
        var count = 1;
        foreach (var d in dims)
            count = checked(count * d);
        return count;
    }

    /// <summary>All indices of an array of these dimensions, in row-major order. Every index is an array of its own.</summary>
    public static IEnumerable<int[]> Indices(int[] dims)
    {
        var count = CountOf(dims);
        var index = new int[dims.Length];
        for (var n = 0; n < count; n++)
        {
            yield return (int[])index.Clone();
            for (var axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--)
                index[axis] = 0;
        }
    }

    /// <summary>E.g. <c>Float [2,3]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(',', Dims)}]";

    private static int[] StridesOf(int[] dims)
    {
        var strides = new int[dims.Length];
        var stride = 1;
        for (var i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            // Empty axes keep the strides above them meaningful for IndexOf.
            stride *= Math.Max(1, dims[i]);
        }
        return strides;
    }
}
