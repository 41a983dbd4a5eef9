namespace TransferLab.Onnx;

/// <summary>The element type of a tensor; the numbers are those of the ONNX wire format.</summary>
public enum ElementType
{
    /// <summary>Not stated.</summary>
    Undefined = 0,
    /// <summary>IEEE 754 single precision.</summary>
    Float = 1,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,
    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,
    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,
    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,
    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,
    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,
    /// <summary>UTF-8 strings.</summary>
    String = 8,
    /// <summary>Boolean, one byte an element.</summary>
    Bool = 9,
    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 10,
    /// <summary>IEEE 754 double precision.</summary>
    Double = 11,
    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,
    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,
    /// <summary>Complex of two singles.</summary>
    Complex64 = 14,
    /// <summary>Complex of two doubles.</summary>
    Complex128 = 15,
    /// <summary>The upper half of a single.</summary>
    BFloat16 = 16,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes one element takes in raw data; 0 for types without a fixed width (strings, undefined, sub-byte types).</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => 0,
    };

    /// <summary>Whether the type is one of the real floating-point types.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The element type that stores a .NET value of type <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">The type has no ONNX counterpart.</exception>
    public static ElementType Of<T>() where T : unmanaged
    {
        var t = typeof(T);
        return t == typeof(float) ? ElementType.Float
            : t == typeof(double) ? ElementType.Double
            : t == typeof(Half) ? ElementType.Float16
            : t == typeof(long) ? ElementType.Int64
            : t == typeof(int) ? ElementType.Int32
            : t == typeof(byte) ? ElementType.UInt8
            : t == typeof(sbyte) ? ElementType.Int8
            : t == typeof(short) ? ElementType.Int16
            : t == typeof(ushort) ? ElementType.UInt16
            : t == typeof(uint) ? ElementType.UInt32
            : t == typeof(ulong) ? ElementType.UInt64
            : t == typeof(bool) ? ElementType.Bool
            : throw new NotSupportedException($"{t} has no ONNX element type.");
    }
}
