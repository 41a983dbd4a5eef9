using System.Diagnostics.CodeAnalysis;
using TransferLab.Errors;
using TransferLab.Onnx.Shapes.Rules;

namespace TransferLab.Onnx.Shapes;

/// <summary>Element type and shape of every value of a graph, worked out node by node; grows along with a graph that is
/// being written. Small integer tensors are followed by content too (a <c>Shape</c> node's output, reshape targets), in
/// terms of the same symbols. Where a rule cannot tell, what the file states for the value is taken.</summary>
public sealed class ShapeTable
{
    /// <summary>Integer tensors with more elements than this are not followed by content: they are data, not shapes.</summary>
    public const int MaxElements = 64;

    private readonly Graph _graph;
    private readonly Dictionary<string, ValueInfo> _values = [];
    private readonly Dictionary<string, ShapeElement[]> _elements = [];
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, ValueInfo> _stated = [];

    /// <summary>Starts with the graph's inputs and initializers; nodes are added by <see cref="Add"/>.</summary>
    /// <param name="graph">The graph whose initializers give constants.</param>
    /// <param name="opset">Version of the default operator set.</param>
    public ShapeTable(Graph graph, long opset)
    {
        _graph = graph;
        Opset = opset;
        foreach (var input in graph.Inputs)
            _values[input.Name] = input;
        foreach (var (name, tensor) in graph.Initializers)
            _values[name] = new ValueInfo(name, tensor.Type, tensor.Shape);
        foreach (var stated in graph.ValueInfos.Concat(graph.Outputs))
            if (stated.Shape is not null || stated.Type != ElementType.Undefined)
                _stated.TryAdd(stated.Name, stated);
    }

    /// <summary>Works out all values of a model. Nodes without a rule leave their outputs unknown, unless the file states them.</summary>
    /// <exception cref="ShapeInferenceException">The inputs of a node cannot go into it.</exception>
    public static ShapeTable Infer(OnnxModel model)
    {
        var table = new ShapeTable(model.Graph, model.Opset);
        foreach (var node in model.Graph.Nodes)
            table.Add(node);
        return table;
    }

    /// <summary>Version of the default operator set the nodes are written in.</summary>
    public long Opset { get; }

    /// <summary>Whether type and shape of a value are known.</summary>
    public bool TryGet(string value, [NotNullWhen(true)] out ValueInfo? info)
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

    /// <summary>The content of a small integer or boolean tensor, row-major, where something is known of it; elements
    /// may be unknown one by one. Null for anything else.</summary>
    public IReadOnlyList<ShapeElement>? Elements(string value)
    {
        if (_elements.TryGetValue(value, out var known))
            return known;
        if (FindTensor(value) is { } t && t.Count <= MaxElements && t.Type is ElementType.Int64 or ElementType.Int32 or ElementType.Bool)
            return _elements[value] = Array.ConvertAll(t.ToLongs(), ShapeElement.Of);
        return null;
    }

    /// <summary>The content of an integer tensor when every element is a plain number (of any sign); else null.</summary>
    public long[]? Constant(string value) =>
        FindTensor(value) is { } t ? t.Type is ElementType.Int64 or ElementType.Int32 ? t.ToLongs() : null
        : Elements(value) is { } elements && elements.All(e => e.IsConstant) ? [.. elements.Select(e => e.Value)] : null;

    /// <summary>The tensor behind a value that is an initializer or the output of a <c>Constant</c> node; else null.</summary>
    public Tensor? FindTensor(string value) =>
        _graph.Initializers.TryGetValue(value, out var t) || _tensors.TryGetValue(value, out t) ? t : null;

    /// <summary>An integer tensor whose content follows from shapes; null where it does not.</summary>
    internal Tensor? KnownIntegers(string value)
    {
        if (!TryGet(value, out var info) || info.Shape is not { IsStatic: true } shape || Elements(value) is not { } elements
            || !elements.All(e => e.IsConstant) || shape.Count != Dim.Of(elements.Count))
            return null;
        return info.Type switch
        {
            ElementType.Int64 => Tensor.From([.. elements.Select(e => e.Value)], shape.ToLongs()),
            ElementType.Int32 => Tensor.From([.. elements.Select(e => checked((int)e.Value))], shape.ToLongs()),
            _ => null,
        };
    }

    /// <summary>States a value.</summary>
    public void Set(string value, ElementType type, Shape? shape) => _values[value] = new ValueInfo(value, type, shape);

    /// <summary>States the content of a small integer tensor, row-major; ignored for more than <see cref="MaxElements"/> elements.</summary>
    public void SetElements(string value, IEnumerable<ShapeElement> elements)
    {
        ShapeElement[] known = [.. elements];
        if (known.Length <= MaxElements)
            _elements[value] = known;
    }

    /// <summary>States that a value is always this tensor.</summary>
    public void SetTensor(string value, Tensor tensor)
    {
        Set(value, tensor.Type, tensor.Shape);
        _tensors[value] = tensor;
    }

    /// <summary>Works out the outputs of one more node. A node without a rule leaves its outputs unknown, unless the file states them.</summary>
    /// <exception cref="ShapeInferenceException">The inputs cannot go into this node; the message names it.</exception>
    public void Add(Node node)
    {
        if (ShapeRules.TryFind(node, out var rule))
        {
            try
            {
                rule(new ShapeRuleContext(this, node));
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or ArithmeticException)
            {
                throw new ShapeInferenceException($"{node}: {e.Message}", e);
            }
        }
        if (_stated.Count > 0)
            foreach (var output in node.Outputs)
                Refine(output);
    }

    /// <summary>Fills what a rule left open from what the file states.</summary>
    private void Refine(string value)
    {
        if (!_stated.TryGetValue(value, out var stated))
            return;
        if (!_values.TryGetValue(value, out var known))
            _values[value] = stated;
        else if (known.Shape is null || known.Type == ElementType.Undefined || known.Shape.Any(d => d.IsUnknown))
            Set(value, known.Type == ElementType.Undefined ? stated.Type : known.Type, Merge(known.Shape, stated.Shape));
    }

    private static Shape? Merge(Shape? known, Shape? stated) =>
        known is null ? stated
        : stated is null || stated.Rank != known.Rank ? known
        : new Shape(known.Zip(stated, (k, s) => k.IsUnknown ? s : k));
}

/// <summary>The shape of a value is needed and cannot be worked out; the message names the value or node.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class ShapeInferenceException(InputMessage message, Exception? inner = null) : InputException(message, inner);
