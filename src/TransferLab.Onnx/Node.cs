namespace TransferLab.Onnx;

/// <summary>One operator call: <c>outputs = OpType(inputs; attributes)</c>. An empty input or output name stands for an
/// optional one that is left out. Backed by its protobuf message, so that nothing unknown is lost on saving.</summary>
public sealed class Node
{
    internal Node(NodeProto proto) => Proto = proto;

    /// <summary>Creates a node.</summary>
    /// <param name="opType">Operator, e.g. <c>Conv</c>.</param>
    /// <param name="inputs">Input values in order.</param>
    /// <param name="outputs">Output values in order.</param>
    /// <param name="attributes">Attributes.</param>
    public Node(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, params IEnumerable<NodeAttribute> attributes)
    {
        Proto = new NodeProto { OpType = opType };
        Proto.Input.AddRange(inputs);
        Proto.Output.AddRange(outputs);
        Proto.Attribute.AddRange(attributes.Select(a => a.Proto));
    }

    internal NodeProto Proto { get; }

    /// <summary>Operator, e.g. <c>Conv</c>.</summary>
    public string OpType
    {
        get => Proto.OpType;
        set => Proto.OpType = value;
    }

    /// <summary>Operator domain; empty for the default domain (<c>ai.onnx</c> is normalised to empty).</summary>
    public string Domain
    {
        get => Proto.Domain is "ai.onnx" ? "" : Proto.Domain;
        set => Proto.Domain = value;
    }

    /// <summary>The node's name; may be empty.</summary>
    public string Name
    {
        get => Proto.Name;
        set => Proto.Name = value;
    }

    /// <summary>Input values in order; empty strings are optional inputs left out.</summary>
    public IList<string> Inputs => Proto.Input;

    /// <summary>Output values in order; empty strings are optional outputs left out.</summary>
    public IList<string> Outputs => Proto.Output;

    /// <summary>All attributes.</summary>
    public IEnumerable<NodeAttribute> Attributes => Proto.Attribute.Select(a => new NodeAttribute(a));

    /// <summary>Whether the node has sub-graphs (If, Loop, Scan), which may read values of the surrounding graph.</summary>
    public bool HasSubgraphs => Proto.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0);

    /// <summary>Whether this is the given operator of the default domain.</summary>
    public bool Is(string opType) => OpType == opType && Domain.Length == 0;

    /// <summary>Whether the optional input is there.</summary>
    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <summary>Whether the optional output is there.</summary>
    public bool HasOutput(int index) => index < Outputs.Count && Outputs[index].Length > 0;

    /// <summary>Whether an attribute is set.</summary>
    public bool Has(string attribute) => Find(attribute) is not null;

    /// <summary>An integer attribute, or the fallback where it is not set.</summary>
    public long Int(string attribute, long fallback = 0) => Find(attribute)?.I ?? fallback;

    /// <summary>A single-precision attribute, or the fallback where it is not set.</summary>
    public float Float(string attribute, float fallback = 0) => Find(attribute)?.F ?? fallback;

    /// <summary>A string attribute, or the fallback where it is not set.</summary>
    public string String(string attribute, string fallback = "") => Find(attribute)?.S.ToStringUtf8() ?? fallback;

    /// <summary>A list of integers; null where it is not set.</summary>
    public long[]? Ints(string attribute) => Find(attribute) is { } a ? [.. a.Ints] : null;

    /// <summary>A list of single-precision numbers; null where it is not set.</summary>
    public float[]? Floats(string attribute) => Find(attribute) is { } a ? [.. a.Floats] : null;

    /// <summary>A tensor attribute; null where it is not set.</summary>
    public Tensor? Tensor(string attribute) => Find(attribute)?.T is { } t ? Onnx.Tensor.FromProto(t, null) : null;

    /// <summary>The tensor that a <c>Constant</c> node gives; null for forms that are no dense numeric tensor (sparse tensors, strings).</summary>
    public Tensor? ConstantValue() =>
        Tensor("value") is { } value ? value.Type == ElementType.String ? null : value
        : Has("value_int") ? Onnx.Tensor.Scalar(Int("value_int"))
        : Ints("value_ints") is { } ints ? Onnx.Tensor.Vector(ints)
        : Has("value_float") ? Onnx.Tensor.Scalar(Float("value_float"))
        : Floats("value_floats") is { } floats ? Onnx.Tensor.From(floats, floats.Length)
        : null;

    /// <summary>Every value the node reads: its inputs, and what its sub-graphs capture from outside. Left-out optional inputs are not listed.</summary>
    public IEnumerable<string> ReadValues()
    {
        var own = Inputs.Where(i => i.Length > 0);
        return HasSubgraphs ? own.Concat(Subgraphs(Proto).SelectMany(Captured)).Distinct() : own;
    }

    /// <summary>Adds the attribute or replaces the one of that name.</summary>
    public void Set(NodeAttribute attribute)
    {
        Remove(attribute.Name);
        Proto.Attribute.Add(attribute.Proto);
    }

    /// <summary>Removes an attribute; does nothing where it is not set.</summary>
    public void Remove(string attribute)
    {
        if (Find(attribute) is { } found)
            Proto.Attribute.Remove(found);
    }

    /// <summary>A copy that shares nothing with this node.</summary>
    public Node Clone() => new(Proto.Clone());

    /// <summary>How messages name the node: operator, then its name or its first output.</summary>
    public override string ToString() => $"{OpType} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "")}'";

    private AttributeProto? Find(string name) => Proto.Attribute.FirstOrDefault(a => a.Name == name);

    private static IEnumerable<GraphProto> Subgraphs(NodeProto node) =>
        node.Attribute.SelectMany(a => a.Graphs.Concat(a.G is null ? [] : [a.G]));

    private static HashSet<string> Captured(GraphProto graph)
    {
        var inside = graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(i => i.Name)).ToHashSet();
        var captured = new HashSet<string>();
        foreach (var node in graph.Node)
        {
            captured.UnionWith(node.Input.Where(i => i.Length > 0 && !inside.Contains(i)));
            foreach (var inner in Subgraphs(node))
                captured.UnionWith(Captured(inner).Where(i => !inside.Contains(i)));
            inside.UnionWith(node.Output);
        }
        captured.UnionWith(graph.Output.Select(o => o.Name).Where(o => !inside.Contains(o)));
        return captured;
    }
}
