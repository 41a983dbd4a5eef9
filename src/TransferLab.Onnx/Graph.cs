namespace TransferLab.Onnx;

/// <summary>The mutable dataflow graph of a model: nodes in topological order, constant initializers, inputs and outputs. Every
/// value has one producer (single static assignment). Parts of the message that are not modelled here are kept.</summary>
public sealed class Graph
{
    private readonly GraphProto _shell;

    /// <summary>Creates an empty graph.</summary>
    public Graph(string name) => _shell = new GraphProto { Name = name };

    /// <param name="proto">Becomes part of this graph.</param>
    /// <param name="external">Reads external data; null when there can be none.</param>
    internal Graph(GraphProto proto, Func<TensorProto, ReadOnlyMemory<byte>>? external)
    {
        _shell = proto;
        Nodes.AddRange(_shell.Node.Select(n => new Node(n)));
        Inputs.AddRange(_shell.Input.Select(v => new ValueInfo(v)));
        Outputs.AddRange(_shell.Output.Select(v => new ValueInfo(v)));
        ValueInfos.AddRange(_shell.ValueInfo.Select(v => new ValueInfo(v)));
        foreach (var t in _shell.Initializer)
            if (!Initializers.TryAdd(t.Name, Tensor.FromProto(t, external)))
                throw new OnnxFormatException($"The initializer '{t.Name}' is defined twice.");
        _shell.Node.Clear();
        _shell.Input.Clear();
        _shell.Output.Clear();
        _shell.ValueInfo.Clear();
        _shell.Initializer.Clear();
    }

    /// <summary>Name of the graph.</summary>
    public string Name
    {
        get => _shell.Name;
        set => _shell.Name = value;
    }

    /// <summary>Nodes; ONNX asks for topological order.</summary>
    public List<Node> Nodes { get; } = [];
    /// <summary>Constant tensors by name, in file order.</summary>
    public OrderedDictionary<string, Tensor> Initializers { get; } = [];
    /// <summary>Declared inputs. Old files (IR version below 4) list initializers here too; <see cref="Feeds"/> leaves those out.</summary>
    public List<ValueInfo> Inputs { get; } = [];
    /// <summary>Outputs.</summary>
    public List<ValueInfo> Outputs { get; } = [];
    /// <summary>Types and shapes that the file states for intermediate values.</summary>
    public List<ValueInfo> ValueInfos { get; } = [];

    /// <summary>The inputs that a caller must feed: declared inputs without a default value.</summary>
    public IEnumerable<ValueInfo> Feeds => Inputs.Where(i => !Initializers.ContainsKey(i.Name));

    /// <summary>A deep copy of structure; tensor bytes are shared, since tensors do not change.</summary>
    public Graph Clone()
    {
        var copy = new Graph(_shell.Clone(), null);
        copy.Nodes.AddRange(Nodes.Select(n => n.Clone()));
        foreach (var (name, tensor) in Initializers)
            copy.Initializers.Add(name, tensor);
        copy.Inputs.AddRange(Inputs);
        copy.Outputs.AddRange(Outputs);
        copy.ValueInfos.AddRange(ValueInfos);
        return copy;
    }

    /// <param name="shallow">Whether initializers are represented by their names alone, for checks.</param>
    internal GraphProto ToProto(bool shallow = false)
    {
        var proto = _shell.Clone();
        proto.Node.AddRange(Nodes.Select(n => n.Proto));
        proto.Initializer.AddRange(Initializers.Select(p => shallow ? new TensorProto { Name = p.Key } : p.Value.ToProto(p.Key)));
        proto.Input.AddRange(Inputs.Select(v => v.ToProto()));
        proto.Output.AddRange(Outputs.Select(v => v.ToProto()));
        proto.ValueInfo.AddRange(ValueInfos.Select(v => v.ToProto()));
        return proto;
    }
}
