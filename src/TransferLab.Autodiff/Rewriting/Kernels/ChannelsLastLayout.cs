namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>
/// Gives kernels their images channels last, [N,H,W,C], and lets the operators between them run in that order too, so that conversions stand only at
/// the edges of what was taken over. A value keeps its name in the order it had; channels last it has another name. Either form is made when it is
/// first needed, once.
/// </summary>
internal sealed class ChannelsLastLayout
{
    private readonly Graph _graph;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<string, string> _last = [];
    private readonly HashSet<string> _first;
    private readonly ChannelsLastOperators _operators;

    private ChannelsLastLayout(Graph graph, ShapeTable shapes)
    {
        _graph = graph;
        _builder = new GraphBuilder(graph, shapes);
        _first = [.. graph.Inputs.Select(i => i.Name), .. graph.Initializers.Keys];
        _operators = new ChannelsLastOperators(this);
    }

    public GraphBuilder Builder => _builder;

    public ShapeTable Shapes => _builder.Shapes;

    /// <summary>Rewrites in place: afterwards kernels' nodes are of the runtime's domain.</summary>
    public static void Apply(Graph graph, ShapeTable shapes)
    {
        var nodes = graph.Nodes.ToArray();
        var layout = new ChannelsLastLayout(graph, shapes);
        graph.Nodes.Clear();
        foreach (var node in nodes)
            layout.Write(node);
        foreach (var output in graph.Outputs)
            layout.First(output.Name);
        DeadNodes.Remove(graph);
    }

    /// <summary>Whether a value is there channels last.</summary>
    public bool HasLast(string value) => _last.ContainsKey(value);

    /// <summary>Whether a value is there under its own name, in the order it had.</summary>
    public bool HasFirst(string value) => _first.Contains(value);

    /// <summary>A value of four dimensions channels last.</summary>
    public string Last(string value)
    {
        if (_last.TryGetValue(value, out var last))
            return last;
        var shape = Shapes.Shape(value);
        if (_graph.Initializers.TryGetValue(value, out var constant))
            return _last[value] = _builder.Constant(ChannelsLastConstant.Of(constant, null), value + "_last");
        last = _builder.NewName(value + "_last");
        Convert(value, last, shape, "ToChannelsLast", [0, 2, 3, 1], [0, 1, 1, shape[1].Value]);
        return _last[value] = last;
    }

    /// <summary>A value in the order it had, under its own name.</summary>
    public string First(string value)
    {
        if (value.Length > 0 && _last.TryGetValue(value, out var last) && _first.Add(value))
            Convert(last, value, Shapes.Shape(value), "ToChannelsFirst", [0, 3, 1, 2], [0, Shapes.Shape(value)[1].Value, 1, 1]);
        return value;
    }

    /// <summary>A name for a value channels last that a node is about to make.</summary>
    public string NewLast(string value)
    {
        if (value.Length == 0)
            return "";
        var last = _last[value] = _builder.NewName(value + "_last");
        Shapes.Set(last, Shapes.Type(value), Permuted(Shapes.Shape(value)));
        return last;
    }

    /// <summary>Says that a value channels last is one that is there already.</summary>
    public void IsLast(string value, string last) => _last[value] = last;

    /// <summary>Appends a node whose outputs have their own names and order.</summary>
    public void AppendFirst(Node node)
    {
        _builder.Append(node);
        _first.UnionWith(node.Outputs);
    }

    public static Shape Permuted(Shape shape) => new(shape[0], shape[2], shape[3], shape[1]);

    private void Write(Node node)
    {
        if (node.Domain == KernelNode.LogicalDomain && !node.IsOfRows())
            WriteKernel(node);
        else if (!_operators.TryWrite(node))
        {
            foreach (var value in node.ReadValues())
                First(value);
            AppendFirst(node.Domain == KernelNode.LogicalDomain ? InDomain(node) : node);
        }
    }

    private static Node InDomain(Node node)
    {
        var kernel = node.Clone();
        kernel.Domain = KernelNode.Domain;
        return kernel;
    }

    private void WriteKernel(Node node)
    {
        var kernel = InDomain(node);
        var isElementwise = node.OpType is KernelNode.Clamp or KernelNode.ClampGradient;
        // Elementwise, a node runs in the order in which its images come.
        if (isElementwise && !node.Inputs.Any(HasLast))
        {
            AppendFirst(kernel);
            return;
        }
        for (var i = 0; i < node.Inputs.Count; i++)
            kernel.Inputs[i] = node.Inputs[i].Length == 0 ? "" : IsWeight(node, i) ? First(node.Inputs[i]) : Last(node.Inputs[i]);
        for (var i = 0; i < node.Outputs.Count; i++)
            if (i == 0)
                kernel.Outputs[i] = NewLast(node.Outputs[i]);
            else
                _first.Add(node.Outputs[i]);
        _builder.Append(kernel);
    }

    // Weights and biases stay as ONNX has them.
    private static bool IsWeight(Node node, int input) => node.OpType switch
    {
        KernelNode.Conv => input is 1 or 2,
        KernelNode.ConvGradient => input == 2,
        _ => false,
    };

    private void Convert(string from, string to, Shape first, string op, long[] order, long[] single)
    {
        _builder.Scope = "layout";
        // One position: both orders are the same bytes. 0 takes the batch as it is.
        if (first[2] == Dim.Of(1) && first[3] == Dim.Of(1) && first[1].IsKnown)
            _builder.AddNamed(to, "Reshape", [from, _builder.Ints(single)]);
        else if (Shapes.Type(from) == ElementType.Float)
            _builder.Append(new Node(op, [from], [to]) { Domain = KernelNode.Domain });
        else
            _builder.AddNamed(to, "Transpose", [from], NodeAttribute.Ints("perm", order));
        _builder.Scope = "";
        Shapes.Set(to, Shapes.Type(from), op == "ToChannelsLast" ? Permuted(first) : first);
    }
}

/// <summary>Constants of four dimensions channels last.</summary>
internal static class ChannelsLastConstant
{
    /// <param name="tensor">[N,C,H,W].</param>
    /// <param name="width">Where the constant is one per channel: how often it is repeated along W. An elementwise operator runs over the last axes
    /// that both operands have, and three channels are too few for that.</param>
    public static Tensor Of(Tensor tensor, int? width)
    {
        long n = tensor.Dims[0], c = tensor.Dims[1], h = tensor.Dims[2], w = tensor.Dims[3];
        var size = (int)(tensor.Bytes.Length / Math.Max(1, tensor.Count));
        var from = tensor.Bytes.Span;
        var bytes = new byte[tensor.Bytes.Length * (width ?? 1)];
        var at = 0;
        for (long i = 0; i < n; i++)
            for (long p = 0; p < h * w * (width ?? 1); p++)
                for (long k = 0; k < c; k++, at += size)
                    from.Slice((int)((((i * c) + k) * h * w) + (width is null ? p : 0)) * size, size).CopyTo(bytes.AsSpan(at));
        return Tensor.FromBytes(tensor.Type, bytes, n, h, w * (width ?? 1), c);
    }
}
