namespace TransferLab.TensorFlow.Operators;

/// <summary>Second phase: every node by its operator's handler, in order, each in TensorFlow's own layout; problems are
/// collected and reported together.</summary>
internal sealed class GraphMapping
{
    private const long Opset = 18;
    private const string Batch = "N";

    private readonly GraphBuilder _builder;
    private readonly Dictionary<TfValue, string> _values = [];
    private readonly HashSet<TfNode> _failed = new(ReferenceEqualityComparer.Instance);
    private readonly TfGraph _graph;
    private readonly TensorFlowOptions _options;

    private GraphMapping(TfGraph graph, OnnxModel model, TensorFlowOptions options)
    {
        _graph = graph;
        _options = options;
        _builder = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, Opset));
    }

    /// <summary>The converted graph, and the names in it that come from the file.</summary>
    public readonly record struct Result(OnnxModel Model, IReadOnlySet<string> Names);

    /// <exception cref="TensorFlowException">Some nodes are not supported; all are listed.</exception>
    public static Result Map(TfGraph graph, TensorFlowOptions options, string name)
    {
        var model = new OnnxModel(name, Opset) { IrVersion = 8 };
        var mapping = new GraphMapping(graph, model, options);
        var nodes = graph.Sorted();
        mapping._builder.Reserve(nodes.Select(n => n.Name));
        mapping.Map(nodes);
        foreach (var output in graph.Outputs.Select(o => mapping._values[o.Value]).Distinct())
            model.Graph.Outputs.Add(mapping._builder.Shapes.TryGet(output, out var info)
                ? info.WithName(output)
                : new ValueInfo(output, ElementType.Undefined, null));
        return new Result(model, mapping._values.Values.ToHashSet());
    }

    private void Map(List<TfNode> nodes)
    {
        var problems = new List<InputMessage>();
        foreach (var node in nodes)
        {
            try
            {
                if (node.Op == "Placeholder")
                    Placeholder(node);
                else if (node.IsConstant)
                    Constant(node);
                else if (OperatorTable.Find(node.Op) is not { } handler)
                    throw new UnsupportedNodeException(node);
                // What reads something that could not be made says nothing new.
                else if (node.Inputs.Exists(i => _failed.Contains(i.Node)))
                    _failed.Add(node);
                else
                    Handle(node, handler);
            }
            catch (UnsupportedNodeException e)
            {
                _failed.Add(node);
                problems.Add(e.Words);
            }
            catch (Exception e) when (e is ShapeInferenceException or ArgumentException or InvalidOperationException or ArithmeticException
                or IndexOutOfRangeException or KeyNotFoundException)
            {
                _failed.Add(node);
                problems.Add($"{node}: {e.Message}");
            }
        }
        if (problems.Count == 0)
            return;
        InputMessage message = $"{problems.Count} node{(problems.Count == 1 ? " is" : "s are")} not supported (docs/supported-operators.md lists what is):";
        foreach (var problem in problems)
            message = $"{message}\n  {problem}";
        throw new TensorFlowException(message);
    }

    private void Handle(TfNode node, Action<MappingContext> handler)
    {
        var first = _builder.Graph.Nodes.Count;
        handler(new MappingContext(node, _builder, _values));
        EarlyFolding.Apply(_builder, first);
    }

    private void Constant(TfNode node)
    {
        // Texts (file names, labels) never reach a number; whoever reads one fails.
        if (node.Tensor("value") is { Dtype: DataType.DtString })
            throw new UnsupportedNodeException(node, "a constant text");
        var tensor = node.Constant();
        _builder.Graph.Initializers.TryAdd(node.Name, tensor);
        _values[node[0]] = node.Name;
    }

    private void Placeholder(TfNode node)
    {
        var type = DataTypes.ToOnnx(node.Type("dtype"));
        if (type is ElementType.Undefined or ElementType.String)
        {
            var what = type == ElementType.String ? "files or texts" : DataTypes.Name(node.Type("dtype"));
            throw new UnsupportedNodeException(node,
                $"takes {what}, not pixels; name the node behind it that is the image batch by {new SettingName(nameof(TensorFlowOptions.InputName))}");
        }
        var known = _graph.InputNames.TryGetValue(node, out var input);
        var stated = known && input.Shape is { UnknownRank: false } s ? s : node.Shape("shape");
        Dim[]? dims = stated is null || stated.UnknownRank || (stated.Dim.Count == 0 && !known && node.Has("shape") && IsImage(node))
            ? null
            : [.. stated.Dim.Select(d => Dim.Of(d.Size))];
        if (dims is { Length: > Limits.Rank })
            throw new UnsupportedNodeException(node, "has too many dimensions");
        // Nothing said at all, as old exporters leave it.
        dims ??= [Dim.Unknown, Dim.Unknown, Dim.Unknown, Dim.Of(3)];
        var name = known && _builder.NewName(input.Name) == input.Name ? input.Name : node.Name;
        if (dims.Length == 4)
            Image(node, name, type, dims);
        else
            Declare(node, name, type, dims.Length > 0 && dims[0].IsUnknown ? [Dim.Of(Batch), .. dims[1..]] : dims);
    }

    // Before shapes were written down, an empty shape meant "anything".
    private bool IsImage(TfNode node) =>
        node.Name == _options.InputName || node.Type("dtype") == DataType.DtFloat
            && _graph.Reachable().Any(n => n.Op is "Conv2D" or "DepthwiseConv2dNative" && n.Inputs.Count > 0 && ReferenceEquals(n.Inputs[0].Node, node));

    private void Image(TfNode node, string name, ElementType type, Dim[] dims)
    {
        var first = IsChannels(dims[1]) && !IsChannels(dims[3]);
        var (h, w, c) = first ? (2, 3, 1) : (1, 2, 3);
        if (dims[0].IsUnknown)
            dims[0] = Dim.Of(Batch);
        dims[h] = dims[h].IsUnknown && _options.Height is { } height ? Dim.Of(height) : dims[h];
        dims[w] = dims[w].IsUnknown && _options.Width is { } width ? Dim.Of(width) : dims[w];
        if (dims[c].IsUnknown)
            dims[c] = Dim.Of(3);
        if (first)
        {
            Declare(node, name, type, dims);
            return;
        }
        // The package and the trainer feed channels first; the layout phase takes the transposition out again.
        Declare(node, name, type, [dims[0], dims[3], dims[1], dims[2]]);
        _values[node[0]] = _builder.Add("Transpose", [name], NodeAttribute.Ints("perm", MappingContext.ToLast));
    }

    private static bool IsChannels(Dim dim) => dim.IsKnown && dim.Value is 1 or 3;

    private void Declare(TfNode node, string name, ElementType type, Dim[] dims)
    {
        var info = new ValueInfo(name, type, new Shape(dims));
        _builder.Graph.Inputs.Add(info);
        _builder.Shapes.Set(name, type, info.Shape);
        _values[node[0]] = name;
    }
}
