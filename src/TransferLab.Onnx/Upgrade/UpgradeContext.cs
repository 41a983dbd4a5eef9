namespace TransferLab.Onnx.Upgrade;

/// <summary>What an upgrade rule works with: the version it comes from, what is known of the values, and where nodes and constants go.</summary>
internal sealed class UpgradeContext
{
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _used = [];
    private readonly Lazy<ShapeTable> _shapes;
    private Graph _graph;
    private int _counter;

    public UpgradeContext(OnnxModel original)
    {
        From = original.Opset;
        _graph = original.Graph;
        // Most rewrites need no shapes, and inference of a large model is not free.
        _shapes = new Lazy<ShapeTable>(() => ShapeTable.Infer(original));
        Collect(original.Graph.ToProto(shallow: true));
    }

    /// <summary>Version of the default operator set of the original.</summary>
    public long From { get; }

    /// <summary>Writes into another graph from now on; returns the previous one.</summary>
    public Graph Enter(Graph graph)
    {
        var outer = _graph;
        _graph = graph;
        return outer;
    }

    public void Leave(Graph outer) => _graph = outer;

    /// <summary>Whether any node or graph output reads the value.</summary>
    public bool IsUsed(string value) => value.Length > 0 && _used.Contains(value);

    public Shape? Shape(string value) => _shapes.Value.TryGet(value, out var info) ? info.Shape : null;

    public ElementType Type(string value) => _shapes.Value.Type(value);

    /// <summary>The constant behind a value, if it is one.</summary>
    public Tensor? Constant(string value) => _shapes.Value.FindTensor(value);

    public void Emit(Node node) => _graph.Nodes.Add(node);

    /// <summary>Appends a node with one fresh output and returns its name.</summary>
    public string Emit(string opType, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes)
    {
        var output = NewName(opType);
        Emit(new Node(opType, inputs, [output], attributes));
        return output;
    }

    /// <summary>Adds a constant and returns its name.</summary>
    public string Add(Tensor tensor)
    {
        var name = NewName("constant");
        _graph.Initializers.Add(name, tensor);
        return name;
    }

    public string Ints(params long[] values) => Add(Tensor.Vector(values));

    /// <summary>A scalar of the element type that another value has.</summary>
    public string ScalarLike(float value, string like) => Type(like) switch
    {
        ElementType.Float => Add(Tensor.Scalar(value)),
        ElementType.Float16 => Add(Tensor.Scalar((Half)value)),
        ElementType.Double => Add(Tensor.Scalar((double)value)),
        _ => Emit("CastLike", [Add(Tensor.Scalar(value)), like]),
    };

    public static OnnxFormatException Refuse(Node node, string reason) => new($"{node} cannot be brought to operator set {OpsetUpgrade.Target}: {reason}");

    public string NewName(string hint)
    {
        string name;
        do
            name = string.Create(CultureInfo.InvariantCulture, $"upgrade_{hint.ToLowerInvariant()}_{_counter++}");
        while (!_names.Add(name));
        return name;
    }

    private void Collect(Protos.GraphProto graph)
    {
        _names.UnionWith(graph.Initializer.Select(i => i.Name));
        _names.UnionWith(graph.Input.Select(i => i.Name));
        _used.UnionWith(graph.Output.Select(o => o.Name));
        foreach (var node in graph.Node)
        {
            _names.UnionWith(node.Output);
            _used.UnionWith(node.Input);
            foreach (var attribute in node.Attribute)
            {
                if (attribute.G is { } body)
                    Collect(body);
                foreach (var inner in attribute.Graphs)
                    Collect(inner);
            }
        }
    }
}
