using System.Text;

namespace TransferLab.Runtime.Native;

/// <summary>The smallest model: y = x over [N]. Run with an input and an output in different memories it copies, which is how memory of a device is read
/// and written by the interface that every provider has. Its protobuf is a handful of bytes, written here since this project knows no graph.</summary>
internal static class IdentityModel
{
    /// <summary>The bytes of the model (operator set 18).</summary>
    public static byte[] Of(TensorElementType type)
    {
        // ModelProto { ir_version: 8, graph: { node, name, input, output }, opset_import: { version: 18 } }
        var node = Field(1, [.. Field(1, Text("x")), .. Field(2, Text("y")), .. Field(4, Text("Identity"))]);
        byte[] graph = [.. node, .. Field(2, Text("identity")), .. Field(11, Value("x", type)), .. Field(12, Value("y", type))];
        return [0x08, 8, .. Field(7, graph), .. Field(8, [0x10, 18])];
    }

    // ValueInfoProto { name, type: { tensor_type: { elem_type, shape: { dim: { dim_param: "N" } } } } }
    private static byte[] Value(string name, TensorElementType type) =>
        [.. Field(1, Text(name)), .. Field(2, Field(1, [0x08, (byte)type, .. Field(2, Field(1, Field(2, Text("N"))))]))];

    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), checked((byte)content.Length), .. content];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
