namespace TransferLab.TensorFlow.Layout;

/// <summary>Third phase: from channels last to channels first. Mapping left a transposition on either side of every convolution. In one sweep no
/// transposition is written where it stands; it is remembered with its value and pushed behind each node that can work on the other order (its constants,
/// axes and pads are rearranged), until it meets its opposite and both are gone, or a node that cannot, in front of which it is written down.</summary>
internal sealed class LayoutPass
{
    private readonly Dictionary<string, Moved> _moved = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly HashSet<string> _written = [];
    private readonly HashSet<string> _outputs;

    private LayoutPass(OnnxModel model)
    {
        var old = model.Graph;
        Graph = new Graph(old.Name);
        Graph.Inputs.AddRange(old.Inputs);
        foreach (var (name, tensor) in old.Initializers)
            Graph.Initializers.Add(name, tensor);
        _outputs = old.Outputs.Select(o => o.Name).ToHashSet();
        Builder = new GraphBuilder(Graph, new ShapeTable(Graph, model.Opset));
        Builder.Reserve(old.Nodes.SelectMany(n => n.Outputs));
    }

    /// <summary>A value that is another with its axes reordered: axis i is axis <c>Order[i]</c> of <c>Source</c>.</summary>
    public sealed record Moved(string Source, long[] Order);

    public Graph Graph { get; }

    public GraphBuilder Builder { get; }

    /// <param name="model">The mapped model, folded.</param>
    /// <param name="names">Names that come from the file; values keep them across the change of layout.</param>
    public static OnnxModel Apply(OnnxModel model, IReadOnlySet<string> names)
    {
        var pass = new LayoutPass(model);
        foreach (var node in model.Graph.Nodes)
            pass.Visit(node.Clone());
        foreach (var output in model.Graph.Outputs)
            pass.Graph.Outputs.Add(output.WithName(pass.Output(output.Name)));
        pass.Rename(names);
        return model.WithGraph(pass.Graph);
    }

    /// <summary>The transposition that is pending on a value; null for none.</summary>
    public Moved? Find(string value) => _moved.GetValueOrDefault(value);

    /// <summary>States that a value is another one reordered, without writing that down.</summary>
    public void Give(string value, string source, long[] order)
    {
        if (order.Index().All(p => p.Item == p.Index))
            _aliases[value] = source;
        else
            _moved[value] = new Moved(source, order);
    }

    /// <summary>The value itself, its transposition written down if it was pending.</summary>
    public string Written(string value)
    {
        if (Find(value) is not { } moved || !_written.Add(value))
            return value;
        if (MovesOnlyOnes(moved) && Target(moved) is { } target)
            Builder.AddNamed(value, "Reshape", [moved.Source, Builder.Ints(target)]);
        else
            Builder.AddNamed(value, "Transpose", [moved.Source], NodeAttribute.Ints("perm", moved.Order));
        return value;
    }

    /// <summary>Whether the elements stay in their order because only axes of extent 1 change places.</summary>
    public bool MovesOnlyOnes(Moved moved)
    {
        if (!Builder.Shapes.Knows(moved.Source))
            return false;
        var shape = Builder.Shapes.Shape(moved.Source);
        var real = moved.Order.Where(i => shape[(int)i] is not { IsKnown: true, Value: 1 }).ToArray();
        return real.SequenceEqual(real.Order());
    }

    private long[]? Target(Moved moved)
    {
        var shape = Builder.Shapes.Shape(moved.Source);
        var open = moved.Order.Count(i => !shape[(int)i].IsKnown);
        return open > 1 ? null : [.. moved.Order.Select(i => shape[(int)i].IsKnown ? shape[(int)i].Value : -1)];
    }

    private void Visit(Node node)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
            if (_aliases.TryGetValue(node.Inputs[i], out var source))
                node.Inputs[i] = source;
        if (node.Is("Transpose") && node.Ints("perm") is { } order)
        {
            var before = Find(node.Inputs[0]);
            Give(node.Outputs[0], before?.Source ?? node.Inputs[0], before is null ? order : [.. order.Select(i => before.Order[i])]);
            return;
        }
        if (!node.Inputs.Any(i => Find(i) is not null) || !LayoutRules.TryApply(this, node))
        {
            for (var i = 0; i < node.Inputs.Count; i++)
                node.Inputs[i] = Written(node.Inputs[i]);
            Builder.Append(node);
        }
    }

    // An output keeps its name and its layout.
    private string Output(string value) =>
        _aliases.TryGetValue(value, out var source) ? Builder.AddNamed(value, "Identity", [Written(source)]) : Written(value);

    // What was pushed behind a value leaves it in the new order only: then that gets the name people know.
    private void Rename(IReadOnlySet<string> names)
    {
        var taken = Graph.Nodes.SelectMany(n => n.Outputs).Concat(Graph.Inputs.Select(i => i.Name)).Concat(Graph.Initializers.Keys).Concat(_outputs)
            .ToHashSet();
        var made = Graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        var renamed = new Dictionary<string, string>();
        foreach (var (value, source) in _moved.Select(m => (m.Key, m.Value.Source)).Concat(_aliases.Select(a => (a.Key, a.Value))))
            if (names.Contains(value) && made.Contains(source) && !names.Contains(source) && !taken.Contains(value) && renamed.TryAdd(source, value))
                taken.Add(value);
        foreach (var node in Graph.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
                node.Inputs[i] = renamed.GetValueOrDefault(node.Inputs[i], node.Inputs[i]);
            for (var i = 0; i < node.Outputs.Count; i++)
                node.Outputs[i] = renamed.GetValueOrDefault(node.Outputs[i], node.Outputs[i]);
        }
        for (var i = 0; i < Graph.Outputs.Count; i++)
            Graph.Outputs[i] = Graph.Outputs[i].WithName(renamed.GetValueOrDefault(Graph.Outputs[i].Name, Graph.Outputs[i].Name));
    }
}
