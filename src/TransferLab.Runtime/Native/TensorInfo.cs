using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary>Reads an <c>OrtTensorTypeAndShapeInfo</c>.</summary>
internal static unsafe class TensorInfo
{
    public static TensorType Type(nint info)
    {
        int type;
        OrtStatus.Check(OrtApi.Instance.GetTensorElementType(info, &type), "read a tensor's element type");
        return (TensorType)type;
    }

    /// <summary>The dimensions; -1 where they are not fixed.</summary>
    public static long[] Dims(nint info)
    {
        nuint rank;
        OrtStatus.Check(OrtApi.Instance.GetDimensionsCount(info, &rank), "read a tensor's rank");
        var dims = new long[rank];
        fixed (long* d = dims)
            OrtStatus.Check(OrtApi.Instance.GetDimensions(info, d, rank), "read a tensor's dimensions");
        return dims;
    }

    /// <summary>The names of the dimensions; null where they have none.</summary>
    public static string?[] Symbols(nint info, int rank)
    {
        var names = stackalloc byte*[rank + 1];
        OrtStatus.Check(OrtApi.Instance.GetSymbolicDimensions(info, names, (nuint)rank), "read a tensor's symbolic dimensions");
        var symbols = new string?[rank];
        for (var i = 0; i < rank; i++)
            symbols[i] = names[i] is not null && names[i][0] != 0 ? Marshal.PtrToStringUTF8((nint)names[i]) : null;
        return symbols;
    }
}
