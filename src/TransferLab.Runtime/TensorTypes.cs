namespace TransferLab.Runtime;

/// <summary>Maps between .NET types and tensor element types.</summary>
public static class TensorTypes
{
    /// <summary>The element type that holds a .NET type.</summary>
    /// <exception cref="NotSupportedException">No element type holds it.</exception>
    public static TensorType Of<T>() where T : unmanaged
    {
        // The comparisons are constants to the JIT, so this costs nothing.
        if (typeof(T) == typeof(float))
            return TensorType.Float;
        if (typeof(T) == typeof(byte))
            return TensorType.UInt8;
        if (typeof(T) == typeof(sbyte))
            return TensorType.Int8;
        if (typeof(T) == typeof(ushort))
            return TensorType.UInt16;
        if (typeof(T) == typeof(short))
            return TensorType.Int16;
        if (typeof(T) == typeof(int))
            return TensorType.Int32;
        if (typeof(T) == typeof(long))
            return TensorType.Int64;
        if (typeof(T) == typeof(bool))
            return TensorType.Bool;
        if (typeof(T) == typeof(Half))
            return TensorType.Float16;
        if (typeof(T) == typeof(double))
            return TensorType.Double;
        if (typeof(T) == typeof(uint))
            return TensorType.UInt32;
        if (typeof(T) == typeof(ulong))
            return TensorType.UInt64;
        throw new NotSupportedException(
            $"No tensor element type holds {typeof(T)}. Use float, double, Half, bool, or an integer of 8 to 64 bits; strings have their own methods.");
    }

    /// <summary>Bytes of one element; 0 where there is no fixed number.</summary>
    internal static int Size(TensorType type) => type switch
    {
        TensorType.UInt8 or TensorType.Int8 or TensorType.Bool => 1,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Float16 or TensorType.BFloat16 => 2,
        TensorType.Float or TensorType.Int32 or TensorType.UInt32 => 4,
        TensorType.Double or TensorType.Int64 or TensorType.UInt64 or TensorType.Complex64 => 8,
        TensorType.Complex128 => 16,
        _ => 0,
    };
}
