using TransferLab.Onnx.Shapes.Rules;

namespace TransferLab.Onnx.Shapes;

/// <summary>
/// Element type and shape of every value of a graph, worked out node by node; grows along with a graph that is being written.
/// Small integer tensors are followed by content too (a <c>Shape</c> node's output, reshape targets), in terms of the same symbols.
/// </summary>
public sealed class ShapeTable
{
    private readonly Graph _graph;
    private readonly long _opset;
    private readonly Dictionary<string, ValueInfo> _values = [];
    private readonly Dictionary<string, Dim[]> _contents = [];

    /// <summary>Starts with the graph's inputs and initializers; nodes are added by <see cref="Add"/>.</summary>
    /// <param name="graph">The graph whose initializers give constants.</param>
    /// <param name="opset">Version of the default operator set.</param>
    public ShapeTable(Graph graph, long opset)
    {
        _graph = graph;
        _opset = opset;
        foreach (var input in graph.Inputs.Where(i => i.Shape is not null))
            _values[input.Name] = input;
        foreach (var (name, tensor) in graph.Initializers)
            _values[name] = new ValueInfo(name, tensor.Type, tensor.Shape);
    }

    /// <summary>Works out all values of a model. Nodes without a rule leave their outputs unknown.</summary>
    public static ShapeTable Infer(OnnxModel model)
    {
        var table = new ShapeTable(model.Graph, model.Opset);
        foreach (var node in model.Graph.Nodes)
            table.Add(node);
        return table;
    }

    /// <summary>Version of the default operator set the nodes are written in.</summary>
    public long Opset => _opset;

    /// <summary>Whether type and shape of a value are known.</summary>
    public bool TryGet(string value, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ValueInfo? info)
    {
        // Initializers may be added to the graph while it is written.
        if (_values.TryGetValue(value, out info))
            return true;
        if (!_graph.Initializers.TryGetValue(value, out var tensor))
            return false;
        _values[value] = info = new ValueInfo(value, tensor.Type, tensor.Shape);
        return true;
    }

    /// <summary>Whether rank and dimensions (some possibly unknown) of a value are known.</summary>
    public bool Knows(string value) => TryGet(value, out var info) && info.Shape is not null;

    /// <summary>The shape of a value.</summary>
    /// <exception cref="ShapeInferenceException">It is not known.</exception>
    public Shape Shape(string value) => TryGet(value, out var info) && info.Shape is not null
        ? info.Shape
        : throw new ShapeInferenceException($"The shape of '{value}' is not known.");

    /// <summary>The element type of a value; <see cref="ElementType.Undefined"/> when not known.</summary>
    public ElementType Type(string value) => TryGet(value, out var info) ? info.Type : ElementType.Undefined;

    /// <summary>The content of a small integer tensor whose every element is a known number or symbol multiple; else null.</summary>
    public IReadOnlyList<Dim>? Content(string value)
    {
        if (_contents.TryGetValue(value, out var dims))
            return dims;
        if (_graph.Initializers.TryGetValue(value, out var t) && t.Type is ElementType.Int64 or ElementType.Int32 && t.Count <= 64)
            return _contents[value] = [.. t.ToLongs().Select(RawDim)];
        return null;
    }

    /// <summary>The content of a small integer tensor when every element is a plain number; else null.</summary>
    public long[]? Constant(string value) =>
        _graph.Initializers.TryGetValue(value, out var t) && t.Type is ElementType.Int64 or ElementType.Int32 ? t.ToLongs()
        : Content(value) is { } dims && dims.All(d => d.IsKnown) ? [.. dims.Select(d => d.Value)] : null;

    /// <summary>States a value.</summary>
    public void Set(string value, ElementType type, Shape? shape) => _values[value] = new ValueInfo(value, type, shape);

    /// <summary>States the content of a small integer tensor.</summary>
    public void SetContent(string value, IEnumerable<Dim> content) => _contents[value] = [.. content];

    /// <summary>Works out the outputs of one more node. A node without a rule leaves its outputs unknown.</summary>
    /// <exception cref="ShapeInferenceException">The inputs cannot go into this node.</exception>
    public void Add(Node node)
    {
        if (!ShapeRules.TryFind(node, out var rule))
            return;
        try
        {
            rule(new ShapeRuleContext(this, node));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new ShapeInferenceException($"{node}: {e.Message}", e);
        }
    }

    // In shape tensors -1 and 0 are instructions (infer, copy), not dimensions; negative numbers therefore stay unknown here
    // and rules that need them ask for the constant instead.
    private static Dim RawDim(long value) => Dim.Of(value);
}
