using System.Globalization;
using TransferLab.Onnx.Protos;

namespace TransferLab.Onnx;

/// <summary>Moves the large tensors of a model message into a file beside it: protobuf messages end at 2 GB.</summary>
internal static class ExternalDataWriter
{
    // Readers map the file into memory, page by page.
    private const int Alignment = 4096;
    private const int Smallest = 4096;

    /// <summary>Writes the initializers' bytes to the stream and leaves references to <paramref name="location"/> in the message.</summary>
    public static void Move(GraphProto graph, Stream stream, string location)
    {
        for (var i = 0; i < graph.Initializer.Count; i++)
        {
            var tensor = graph.Initializer[i];
            if (!tensor.HasRawData || tensor.RawData.Length < Smallest)
                continue;
            var padding = (int)((Alignment - (stream.Position % Alignment)) % Alignment);
            stream.Write(new byte[padding]);
            var offset = stream.Position;
            stream.Write(tensor.RawData.Span);
            graph.Initializer[i] = Reference(tensor, location, offset);
        }
    }

    private static TensorProto Reference(TensorProto tensor, string location, long offset)
    {
        // Cloning shares the bytes, which are then dropped from the copy: the tensor itself belongs to the graph in memory.
        var copy = tensor.Clone();
        copy.ClearRawData();
        copy.DataLocation = TensorProto.Types.DataLocation.External;
        copy.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        copy.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
        copy.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = tensor.RawData.Length.ToString(CultureInfo.InvariantCulture) });
        return copy;
    }
}
