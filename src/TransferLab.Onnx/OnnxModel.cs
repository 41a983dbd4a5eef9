using TransferLab.Errors;
using TransferLab.Onnx.Editing;

namespace TransferLab.Onnx;

/// <summary>An ONNX model: a graph, the operator sets it is written in, and metadata. Loading and saving keep what is not modelled here.</summary>
public sealed class OnnxModel
{
    // Protobuf messages end at 2 GB; the nodes need room too.
    private const long LargestInside = 1_500_000_000;

    private readonly ModelProto _shell;

    private OnnxModel(ModelProto shell, Graph graph)
    {
        _shell = shell;
        Graph = graph;
    }

    /// <summary>Creates an empty model.</summary>
    /// <param name="graphName">Name of the graph.</param>
    /// <param name="opset">Version of the default operator set.</param>
    public OnnxModel(string graphName, long opset)
        : this(new ModelProto { IrVersion = 10, ProducerName = "TransferLab" }, new Graph(graphName)) => SetOpset("", opset);

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Version of the ONNX file format (3 to 10).</summary>
    public long IrVersion
    {
        get => _shell.IrVersion;
        set => _shell.IrVersion = value;
    }

    /// <summary>Name of the program that wrote the file.</summary>
    public string Producer
    {
        get => _shell.ProducerName;
        set => _shell.ProducerName = value;
    }

    /// <summary>Operator sets in use: domain (empty for the default) and version.</summary>
    public IReadOnlyDictionary<string, long> Opsets =>
        _shell.OpsetImport.GroupBy(o => Domain(o.Domain)).ToDictionary(g => g.Key, g => g.Max(o => o.Version));

    /// <summary>Version of the default operator set; 0 when the model does not say.</summary>
    public long Opset => Opsets.GetValueOrDefault("");

    /// <summary>A copy of the key-value metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata =>
        _shell.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    /// <summary>States the version of an operator set.</summary>
    public void SetOpset(string domain, long version)
    {
        foreach (var old in _shell.OpsetImport.Where(o => Domain(o.Domain) == domain).ToList())
            _shell.OpsetImport.Remove(old);
        _shell.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
    }

    /// <summary>Sets one entry of the metadata.</summary>
    public void SetMetadata(string key, string value)
    {
        foreach (var old in _shell.MetadataProps.Where(p => p.Key == key).ToList())
            _shell.MetadataProps.Remove(old);
        _shell.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    /// <summary>Reads a model file and, beside it, the external data files it names.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="OnnxFormatException">The file is no ONNX model, is truncated, or its external data is missing or lies outside its folder.</exception>
    public static OnnxModel Load(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return Parse(File.ReadAllBytes(full), Path.GetDirectoryName(full));
        }
        catch (OnnxFormatException e)
        {
            throw new OnnxFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a model from memory. Nodes that are not in topological order are sorted.</summary>
    /// <param name="bytes">The protobuf message.</param>
    /// <param name="externalDataFolder">Folder of external data files; null when there can be none.</param>
    /// <exception cref="OnnxFormatException">The bytes are no ONNX model, or its graph does not hang together (see <see cref="ModelValidator"/>).</exception>
    public static OnnxModel Parse(ReadOnlyMemory<byte> bytes, string? externalDataFolder = null)
    {
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxFormatException("not an ONNX model, or a truncated one: " + e.Message, e);
        }
        // Any short byte sequence can parse as an empty message; a model has a graph with nodes or outputs and an operator set.
        if (proto.Graph is null || (proto.Graph.Node.Count == 0 && proto.Graph.Output.Count == 0) || proto.OpsetImport.Count == 0)
            throw new OnnxFormatException("not an ONNX model: it has no graph or no operator set.");
        using var external = externalDataFolder is null ? null : new ExternalData(externalDataFolder);
        external?.Inline(proto.Graph);
        var graph = new Graph(proto.Graph, external is null ? null : external.Read);
        proto.Graph = null;
        TopologicalSort.Apply(graph);
        ModelValidator.Check(graph);
        return new OnnxModel(proto, graph);
    }

    /// <summary>A deep copy of structure; tensor bytes are shared.</summary>
    public OnnxModel Clone() => new(_shell.Clone(), Graph.Clone());

    /// <summary>A model with this one's operator sets and metadata around another graph.</summary>
    public OnnxModel WithGraph(Graph graph) => new(_shell.Clone(), graph);

    /// <summary>The model as a protobuf message, all data inside.</summary>
    /// <exception cref="OnnxFormatException">The model is too large for one message.</exception>
    public byte[] ToBytes()
    {
        RequireSize();
        return ToProto().ToByteArray();
    }

    /// <summary>Writes the model. Files appear whole or not at all. All data goes inside, unless it exceeds 1.5 GB:
    /// then, or when asked for, tensors of 4 KB and more go to a second file beside the model.</summary>
    /// <param name="path">The model file; overwritten.</param>
    /// <param name="externalData">Name (without folder) of the file for large tensors; overwritten. Left out:
    /// <c>NAME.onnx.data</c>, and only where needed.</param>
    /// <exception cref="ArgumentException"><paramref name="externalData"/> is no plain file name.</exception>
    /// <exception cref="IOException">The files cannot be written; nothing is left behind.</exception>
    public void Save(string path, string? externalData = null)
    {
        if (externalData is not null && (externalData.Length == 0 || Path.GetFileName(externalData) != externalData))
            throw new ArgumentException($"'{externalData}' is no plain file name.", nameof(externalData));
        if (externalData is null && DataBytes() > LargestInside)
            externalData = Path.GetFileName(path) + ".data";
        var proto = ToProto();
        var temporary = path + ".partial";
        var data = externalData is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, externalData);
        try
        {
            if (data is not null)
                using (var stream = File.Create(data + ".partial"))
                    ExternalDataWriter.Move(proto.Graph, stream, externalData!);
            using (var stream = File.Create(temporary))
                proto.WriteTo(stream);
            if (data is not null)
                File.Move(data + ".partial", data, overwrite: true);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            if (data is not null)
                File.Delete(data + ".partial");
            throw;
        }
    }

    private long DataBytes() => Graph.Initializers.Values.Sum(t => (long)t.Bytes.Length);

    private void RequireSize()
    {
        if (DataBytes() > LargestInside)
            throw new OnnxFormatException($"The model holds {DataBytes()} bytes of weights, too many for one message; "
                + "save it to a file, where they go beside it.");
    }

    private ModelProto ToProto()
    {
        var proto = _shell.Clone();
        proto.Graph = Graph.ToProto();
        return proto;
    }

    private static string Domain(string domain) => domain is "ai.onnx" ? "" : domain;
}

/// <summary>A file or byte sequence is not an ONNX model that can be used; the message says what is wrong and where.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class OnnxFormatException(InputMessage message, Exception? inner = null) : InputException(message, inner);
