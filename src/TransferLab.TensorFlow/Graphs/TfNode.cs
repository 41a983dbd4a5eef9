namespace TransferLab.TensorFlow.Graphs;

/// <summary>One operator call. Inputs are references to the nodes that make them, so that what nothing needs is simply never reached.</summary>
internal sealed class TfNode(string name, string op, IDictionary<string, AttrValue> attributes)
{
    public string Name { get; } = name;
    public string Op { get; set; } = op;
    public List<TfValue> Inputs { get; } = [];
    /// <summary>Nodes that have to run first; matters only to dead branches of conditions.</summary>
    public List<TfNode> Controls { get; } = [];
    /// <summary>How many function calls it lies inside.</summary>
    public int Depth { get; init; }
    public IDictionary<string, AttrValue> Attributes { get; } = attributes;

    public TfValue this[int port] => new(this, port);

    public bool Has(string attribute) => Attributes.ContainsKey(attribute);

    public long Int(string attribute, long fallback = 0) => Find(attribute, AttrValue.ValueOneofCase.I)?.I ?? fallback;

    public float Float(string attribute, float fallback) => Find(attribute, AttrValue.ValueOneofCase.F)?.F ?? fallback;

    public bool Bool(string attribute, bool fallback = false) => Find(attribute, AttrValue.ValueOneofCase.B)?.B ?? fallback;

    public string String(string attribute, string fallback = "") => Find(attribute, AttrValue.ValueOneofCase.S)?.S.ToStringUtf8() ?? fallback;

    public long[] Ints(string attribute) => Find(attribute, AttrValue.ValueOneofCase.List) is { } a ? [.. a.List.I] : [];

    public DataType Type(string attribute) => Find(attribute, AttrValue.ValueOneofCase.Type)?.Type ?? DataType.DtInvalid;

    public string? Function(string attribute) => Find(attribute, AttrValue.ValueOneofCase.Func)?.Func.Name;

    public TensorShapeProto? Shape(string attribute) => Find(attribute, AttrValue.ValueOneofCase.Shape)?.Shape;

    public TensorProto? Tensor(string attribute) => Find(attribute, AttrValue.ValueOneofCase.Tensor)?.Tensor;

    public bool IsConstant => Op == "Const";

    /// <summary>The tensor of a constant.</summary>
    /// <exception cref="TensorFlowException">It has none, or one that cannot be.</exception>
    public Tensor Constant() => _constant ??= TensorProtos.Read(Tensor("value") ?? throw new TensorFlowException($"the constant '{Name}' has no value."), Name);

    /// <summary>A constant with a given tensor.</summary>
    public static TfNode Of(string name, Tensor tensor) => new(name, "Const", new Dictionary<string, AttrValue>()) { _constant = tensor };

    private Tensor? _constant;

    /// <summary><c>'name' (Operator)</c>, as messages list nodes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"'{Name}' ({Op})");

    private AttrValue? Find(string attribute, AttrValue.ValueOneofCase kind) => Attributes.TryGetValue(attribute, out var a) && a.ValueCase == kind ? a : null;
}

/// <summary>One output of a node.</summary>
internal readonly record struct TfValue(TfNode Node, int Port)
{
    /// <summary><c>name</c> for the first output, <c>name:2</c> for others.</summary>
    public override string ToString() => Port == 0 ? Node.Name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Node.Name}:{Port}");
}
