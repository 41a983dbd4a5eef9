using TransferLab.Onnx;
using TransferLab.TensorFlow.Protos;

namespace TransferLab.TensorFlow.Graphs;

/// <summary>TensorFlow's element types and ONNX's.</summary>
internal static class DataTypes
{
    /// <returns><see cref="ElementType.Undefined"/> for types without an ONNX counterpart (quantized, resource, variant).</returns>
    public static ElementType ToOnnx(DataType type) => type switch
    {
        DataType.DtFloat => ElementType.Float,
        DataType.DtDouble => ElementType.Double,
        DataType.DtHalf => ElementType.Float16,
        DataType.DtBfloat16 => ElementType.BFloat16,
        DataType.DtInt8 => ElementType.Int8,
        DataType.DtInt16 => ElementType.Int16,
        DataType.DtInt32 => ElementType.Int32,
        DataType.DtInt64 => ElementType.Int64,
        DataType.DtUint8 => ElementType.UInt8,
        DataType.DtUint16 => ElementType.UInt16,
        DataType.DtUint32 => ElementType.UInt32,
        DataType.DtUint64 => ElementType.UInt64,
        DataType.DtBool => ElementType.Bool,
        DataType.DtString => ElementType.String,
        _ => ElementType.Undefined,
    };

    /// <summary>The name TensorFlow users know, e.g. <c>float</c> or <c>resource</c>.</summary>
    public static string Name(DataType type) => type.ToString() is ['D', 't', .. var rest] ? rest.ToLowerInvariant() : type.ToString();
}
