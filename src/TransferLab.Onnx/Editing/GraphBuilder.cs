namespace TransferLab.Onnx.Editing;

/// <summary>Appends nodes to a graph, with fresh names for the values they make, and keeps a <see cref="ShapeTable"/>
/// up to date on the way. Equal small constants are written once.</summary>
/// <param name="graph">The graph to extend: nodes are written at its end.</param>
/// <param name="shapes">What is known of its values; extended along with it.</param>
public sealed class GraphBuilder(Graph graph, ShapeTable shapes)
{
    private readonly HashSet<string> _names = [.. graph.Nodes.SelectMany(n => n.Outputs), .. graph.Inputs.Select(i => i.Name), .. graph.Initializers.Keys];
    private readonly Dictionary<string, string> _constants = [];
    private readonly Dictionary<string, int> _counters = [];
    private readonly HashSet<string> _nodeNames = [.. graph.Nodes.Select(n => n.Name)];

    /// <summary>The graph being written.</summary>
    public Graph Graph { get; } = graph;
    /// <summary>Types and shapes of all values so far.</summary>
    public ShapeTable Shapes { get; } = shapes;
    /// <summary>Where new nodes belong, e.g. <c>grad/conv1</c>: nodes without a name are called <c>scope/OpType</c>, so
    /// that profiles of the runtime can be read. Empty (the default): they stay nameless.</summary>
    public string Scope { get; set; } = "";

    /// <summary>Keeps names free for nodes that are still to come.</summary>
    public void Reserve(IEnumerable<string> names) => _names.UnionWith(names);

    /// <summary>A value name that is not in use, close to the hint.</summary>
    public string NewName(string hint) => Unique(_names, hint);

    /// <summary>Appends a node with one output and returns the name of that output.</summary>
    /// <param name="opType">Operator of the default domain.</param>
    /// <param name="inputs">Input values; empty strings leave optional inputs out.</param>
    /// <param name="attributes">Attributes.</param>
    public string Add(string opType, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes) =>
        AddNamed(NewName(opType.ToLowerInvariant()), opType, inputs, attributes);

    /// <summary>Appends a node with one output of a given name.</summary>
    public string AddNamed(string output, string opType, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes)
    {
        Append(new Node(opType, inputs, [output], attributes));
        return output;
    }

    /// <summary>Appends a node with several outputs and returns their names.</summary>
    public string[] AddMany(string opType, int outputs, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes)
    {
        var names = Enumerable.Range(0, outputs).Select(i => NewName($"{opType.ToLowerInvariant()}_{i}")).ToArray();
        Append(new Node(opType, inputs, names, attributes));
        return names;
    }

    /// <summary>Appends a node as it is.</summary>
    public void Append(Node node)
    {
        _names.UnionWith(node.Outputs);
        if (Scope.Length > 0 && node.Name.Length == 0)
            node.Name = Unique(_nodeNames, $"{Scope}/{node.OpType}");
        Graph.Nodes.Add(node);
        Shapes.Add(node);
    }

    /// <summary>A constant; small equal ones share one initializer.</summary>
    public string Constant(Tensor tensor, string hint = "const")
    {
        var key = tensor.Bytes.Length <= 256 ? $"{tensor.Type}{tensor.Shape}{Convert.ToHexString(tensor.Bytes.Span)}" : null;
        if (key is not null && _constants.TryGetValue(key, out var known))
            return known;
        var name = NewName(hint);
        Graph.Initializers.Add(name, tensor);
        if (key is not null)
            _constants.Add(key, name);
        return name;
    }

    /// <summary>A one-dimensional int64 constant: axes, dimensions, pads.</summary>
    public string Ints(params long[] values) => Constant(Tensor.Vector(values), "ints");

    /// <summary>A float32 constant without dimensions.</summary>
    public string Scalar(float value) => Constant(Tensor.Scalar(value), "scalar");

    /// <summary>A float32 constant with one element and the given rank. ONNX Runtime broadcasts a scalar over a tensor of rank
    /// 4 several times slower than a one-element tensor of the same rank, so elementwise formulas use this form.</summary>
    public string Scalar(float value, int rank) => Constant(Tensor.From([value], Enumerable.Repeat(1L, rank)), "scalar");

    private string Unique(HashSet<string> taken, string hint)
    {
        if (taken.Add(hint))
            return hint;
        while (true)
        {
            var next = _counters[hint] = _counters.GetValueOrDefault(hint) + 1;
            var name = string.Create(CultureInfo.InvariantCulture, $"{hint}_{next}");
            if (taken.Add(name))
                return name;
        }
    }
}
