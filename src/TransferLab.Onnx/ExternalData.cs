using Microsoft.Win32.SafeHandles;

namespace TransferLab.Onnx;

/// <summary>Reads tensors that a model keeps in files of their own, and refuses paths that lead out of the model's
/// folder. A file stays open until disposal, since one usually holds all tensors of a model.</summary>
internal sealed class ExternalData(string folder) : IDisposable
{
    private readonly string _folder = Path.GetFullPath(folder);
    private readonly Dictionary<string, SafeFileHandle> _files = [];

    public ReadOnlyMemory<byte> Read(TensorProto tensor)
    {
        string? location = null;
        long offset = 0, length = -1;
        foreach (var entry in tensor.ExternalData)
        {
            switch (entry.Key)
            {
                case "location": location = entry.Value; break;
                case "offset": offset = Number(tensor, entry); break;
                case "length": length = Number(tensor, entry); break;
            }
        }
        if (string.IsNullOrEmpty(location))
            throw new OnnxFormatException($"Tensor '{tensor.Name}' is external but names no file.");
        var file = Open(tensor, location);
        var available = RandomAccess.GetLength(file);
        if (length < 0)
            length = available - offset;
        if (offset < 0 || length < 0 || offset > available - length || length > Array.MaxLength)
            throw new OnnxFormatException($"Tensor '{tensor.Name}' wants {length} bytes at {offset} of '{location}', which has {available}.");
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            if (count == 0)
                throw new OnnxFormatException($"'{location}' ended while tensor '{tensor.Name}' was read.");
            read += count;
        }
        return bytes;
    }

    /// <summary>Takes the data of tensors inside node attributes and sub-graphs into the message, where it is read without this object.</summary>
    public void Inline(GraphProto graph, bool initializers = false)
    {
        if (initializers)
            foreach (var tensor in graph.Initializer)
                Inline(tensor);
        foreach (var sparse in graph.SparseInitializer)
        {
            Inline(sparse.Values);
            Inline(sparse.Indices);
        }
        foreach (var attribute in graph.Node.SelectMany(n => n.Attribute))
        {
            Inline(attribute.T);
            foreach (var tensor in attribute.Tensors)
                Inline(tensor);
            foreach (var body in attribute.Graphs)
                Inline(body, initializers: true);
            if (attribute.G is not null)
                Inline(attribute.G, initializers: true);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
        _files.Clear();
    }

    private void Inline(TensorProto? tensor)
    {
        if (tensor is null || tensor.DataLocation != TensorProto.Types.DataLocation.External)
            return;
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(Read(tensor));
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private SafeFileHandle Open(TensorProto tensor, string location)
    {
        if (_files.TryGetValue(location, out var known))
            return known;
        string path;
        try
        {
            path = Path.GetFullPath(Path.Combine(_folder, location));
        }
        catch (ArgumentException e)
        {
            throw new OnnxFormatException($"Tensor '{tensor.Name}' names the impossible file '{location}'.", e);
        }
        if (Path.IsPathRooted(location)
            || !path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new OnnxFormatException($"Tensor '{tensor.Name}' lies in '{location}', outside the folder of the model; this is refused.");
        if (!File.Exists(path))
            throw new OnnxFormatException($"Tensor '{tensor.Name}' lies in '{location}', which does not exist beside the model ({path}).");
        var file = File.OpenHandle(path);
        _files.Add(location, file);
        return file;
    }

    private static long Number(TensorProto tensor, StringStringEntryProto entry) =>
        long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new OnnxFormatException($"Tensor '{tensor.Name}' has the external {entry.Key} '{entry.Value}', which is no number.");
}

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
