namespace TransferLab.Autodiff;

/// <summary>
/// Reverse-mode differentiation of an ONNX graph into the same graph: visits only nodes on a path from something trainable to the loss,
/// lets the operator's rule write each node's gradient, and adds up where a value is used several times.
/// </summary>
public sealed class GradientBuilder
{
    /// <summary>
    /// Lowest version of the default operator set in which all nodes that rules write are valid. Older graphs are upgraded first
    /// (<see cref="TrainingGraph.Build"/> insists); some rules refuse in older sets what they cannot write there.
    /// </summary>
    public const long MinimumOpset = 18;

    private readonly GradientRegistry _registry;
    private readonly HashSet<string> _required = [];
    private readonly Dictionary<string, List<string>> _contributions = [];
    private readonly Dictionary<string, string> _sums = [];
    private readonly Dictionary<string, Node> _constantNodes = [];
    // Nodes that the gradient reached and does not pass: roundings, signs, casts from whole numbers.
    private readonly HashSet<Node> _ends = new(ReferenceEqualityComparer.Instance);

    private GradientBuilder(GraphBuilder builder, GradientRegistry registry)
    {
        Builder = builder;
        _registry = registry;
    }

    internal GraphBuilder Builder { get; }

    /// <summary>Appends the gradient of a scalar to its graph.</summary>
    /// <param name="builder">Writes to the graph that holds the forward pass, in topological order, with all shapes known.</param>
    /// <param name="loss">The scalar to differentiate.</param>
    /// <param name="wrt">Values to differentiate by: graph inputs or intermediate values.</param>
    /// <param name="registry">Rules; default <see cref="GradientRegistry.Default"/>.</param>
    /// <returns>For each value of <paramref name="wrt"/> the name of its gradient, in the value's own shape.
    /// Values that the loss does not depend on get zeros.</returns>
    /// <exception cref="GradientNotDefinedException">A node on the way has no rule, its form is not covered, or it rounds and is the only way to a
    /// value.</exception>
    public static IReadOnlyDictionary<string, string> Build(GraphBuilder builder, string loss, IReadOnlyCollection<string> wrt,
        GradientRegistry? registry = null)
    {
        var self = new GradientBuilder(builder, registry ?? GradientRegistry.Default);
        var outerScope = builder.Scope;
        self.Walk(loss, wrt, null);
        var gradients = wrt.Distinct().ToDictionary(w => w, w => self.Gradient(w, full: true) ?? self.Zeros(w));
        builder.Scope = outerScope;
        return gradients;
    }

    /// <summary>
    /// The nodes on a path from <paramref name="wrt"/> to <paramref name="loss"/> through which no gradient can flow (no rule, a form that
    /// the rule refuses, or a rounding on the only path), in graph order: asked before a long run starts. The graph is not changed.
    /// </summary>
    public static IReadOnlyList<Node> FindUnsupported(Graph graph, long opset, string loss, IEnumerable<string> wrt, GradientRegistry? registry = null)
    {
        // Only a dry run finds the forms that rules refuse, and follows just the paths that a gradient takes (not those of shapes and indices).
        var copy = graph.Clone();
        var shapes = new ShapeTable(copy, opset);
        foreach (var node in copy.Nodes)
            shapes.Add(node);
        var positions = copy.Nodes.Select((node, i) => (node, i)).ToDictionary(p => p.node, p => p.i);
        var refused = new List<Node>();
        var self = new GradientBuilder(new GraphBuilder(copy, shapes), registry ?? GradientRegistry.Default);
        self.Walk(loss, [.. wrt], refused);
        return [.. refused.Select(n => positions[n]).Order().Select(i => graph.Nodes[i])];
    }

    internal bool IsRequired(string value) => _required.Contains(value);

    internal bool HasGradient(string value) => _contributions.ContainsKey(value);

    /// <summary>A value that is an initializer or the output of a Constant node; null for all others.</summary>
    internal Tensor? ConstantTensor(string value) =>
        Builder.Graph.Initializers.TryGetValue(value, out var tensor) ? tensor
        : _constantNodes.TryGetValue(value, out var node) ? node.ConstantValue() : null;

    /// <summary>The sum of all contributions to a value's gradient, of the value's rank; null when there are none.</summary>
    internal string? Gradient(string value, bool full)
    {
        if (!_contributions.TryGetValue(value, out var parts))
            return null;
        if (!_sums.TryGetValue(value, out var sum))
        {
            sum = parts[0];
            foreach (var part in parts.Skip(1))
                sum = Builder.Add("Add", [sum, part]);
            _sums.Add(value, sum);
        }
        return full ? Stretch(sum, value) : sum;
    }

    /// <summary>Notes that no gradient passes a node, though one reached it.</summary>
    internal void End(Node node) => _ends.Add(node);

    internal void Contribute(Node node, string value, string gradient)
    {
        if (_sums.ContainsKey(value))
            throw new InvalidOperationException($"{node} gives a gradient to '{value}', whose producer has been visited: "
                + "the graph is not in topological order.");
        if (!_contributions.TryGetValue(value, out var list))
            _contributions.Add(value, list = []);
        list.Add(Unbroadcast(node, gradient, value));
    }

    /// <summary>
    /// Hands over a gradient that stands for one of <paramref name="output"/>'s shape, to an input that was broadcast to it. Where the gradient has 1
    /// on an axis along which the input was stretched, the sum over that axis is a multiplication by its length.
    /// </summary>
    internal void ContributeBroadcast(Node node, string value, string gradient, string output)
    {
        Shape whole = Known(node, output), want = Known(node, value);
        gradient = Rank(node, gradient, whole.Rank);
        var have = Known(node, gradient);
        var hidden = Dim.Of(1);
        foreach (var axis in Broadcasting.ReducedAxes(whole, want))
            if (have[(int)axis] == Dim.Of(1))
                hidden *= whole[(int)axis];
        if (!hidden.IsKnown)
            gradient = Stretch(gradient, output);
        else if (hidden.Value != 1)
            gradient = Builder.Add("Mul", [gradient, Filled(hidden.Value, value, have.Rank)]);
        Contribute(node, value, gradient);
    }

    /// <summary>A constant with one element, the element type of <paramref name="like"/> and the given rank.</summary>
    internal string Filled(double number, string like, int rank) => Builder.Shapes.Type(like) == ElementType.Double
        ? Builder.Constant(Tensor.From([number], Enumerable.Repeat(1L, rank)), "scalar")
        : Builder.Scalar((float)number, rank);

    private void Walk(string loss, IReadOnlyCollection<string> wrt, List<Node>? refused)
    {
        var forward = Builder.Graph.Nodes.ToArray();
        foreach (var node in forward.Where(n => n.Is("Constant")))
            _constantNodes[node.Outputs[0]] = node;
        _required.UnionWith(wrt);
        foreach (var node in forward.Where(n => n.ReadValues().Any(_required.Contains)))
            _required.UnionWith(node.Outputs.Where(o => o.Length > 0));
        Builder.Scope = "grad";
        _contributions[loss] = [Filled(1, loss, Builder.Shapes.Knows(loss) ? Builder.Shapes.Shape(loss).Rank : 0)];
        foreach (var node in forward.Reverse())
        {
            try
            {
                Visit(node);
            }
            catch (GradientNotDefinedException) when (refused is not null)
            {
                refused.Add(node);
                PretendZeros(node);
            }
        }
        Builder.Scope = "grad";
        foreach (var node in Stopped(forward, wrt))
            if (refused is null)
                throw new GradientNotDefinedException(node,
                    "its gradient is zero everywhere, and there is no other way from the loss to what should train before it.");
            else
                refused.Add(node);
    }

    /// <summary>
    /// Where the gradient of a tensor ended that got none: rounding beside another path is harmless, on the only one it means that nothing trains.
    /// </summary>
    private IEnumerable<Node> Stopped(Node[] forward, IReadOnlyCollection<string> wrt)
    {
        var unreached = wrt.Where(w => !_contributions.ContainsKey(w)).ToHashSet();
        if (_ends.Count == 0 || unreached.Count == 0)
            return [];
        var behind = new HashSet<string>(unreached);
        foreach (var node in forward.Where(n => n.ReadValues().Any(behind.Contains)))
            behind.UnionWith(node.Outputs.Where(o => o.Length > 0));
        return forward.Where(n => _ends.Contains(n) && n.ReadValues().Any(behind.Contains));
    }

    private void Visit(Node node)
    {
        if (!node.Outputs.Any(o => o.Length > 0 && _contributions.ContainsKey(o)) || !node.ReadValues().Any(_required.Contains))
            return;
        if (node.HasSubgraphs)
            throw new GradientNotDefinedException(node, "operators with sub-graphs cannot be differentiated.");
        if (!_registry.TryFind(node, Builder.Shapes.Opset, out var rule))
            throw new GradientNotDefinedException(node, $"the operator {(node.Domain.Length > 0 ? node.Domain + "." : "")}{node.OpType} has no gradient rule.");
        Builder.Scope = $"grad/{(node.Name.Length > 0 ? node.Name : node.Outputs.First(o => o.Length > 0))}";
        try
        {
            rule(new GradientContext(this, node));
        }
        catch (ShapeInferenceException e)
        {
            throw new GradientNotDefinedException(node, $"shapes that its gradient needs cannot be worked out: {e.Message}");
        }
    }

    /// <summary>Lets a dry run go on behind a node that refused, so that it finds what lies further back.</summary>
    private void PretendZeros(Node node)
    {
        foreach (var input in node.ReadValues().Where(i => _required.Contains(i) && !_sums.ContainsKey(i)))
            if (Builder.Shapes.TryGet(input, out var info) && info.Shape is not null && info.Type.IsFloatingPoint())
                Contribute(node, input, Filled(0, input, info.Shape.Rank));
    }

    private Shape Known(Node node, string value) => Builder.Shapes.TryGet(value, out var info) && info.Shape is not null
        ? info.Shape
        : throw new GradientNotDefinedException(node, $"the shape of '{value}' is not known.");

    /// <summary>Adds leading axes of length 1.</summary>
    private string Rank(Node node, string gradient, int rank)
    {
        var missing = rank - Known(node, gradient).Rank;
        return missing <= 0 ? gradient : Builder.Add("Unsqueeze", [gradient, Builder.Ints([.. Enumerable.Range(0, missing).Select(i => (long)i)])]);
    }

    /// <summary>Sums a gradient over the axes along which the value was stretched in the forward pass.</summary>
    private string Unbroadcast(Node node, string gradient, string value)
    {
        var want = Known(node, value);
        gradient = Rank(node, gradient, want.Rank);
        var have = Known(node, gradient);
        var axes = Broadcasting.ReducedAxes(have, want);
        if (axes.Length == 0)
            return gradient;
        var missing = have.Rank - want.Rank;
        if (missing == 0)
            return Builder.Add("ReduceSum", [gradient, Builder.Ints(axes)], NodeAttribute.Int("keepdims", 1));
        var summed = Builder.Add("ReduceSum", [gradient, Builder.Ints(axes)], NodeAttribute.Int("keepdims", 0));
        long[] lost = [.. axes.Where(a => a >= missing).Select(a => a - missing)];
        return lost.Length == 0 ? summed : Builder.Add("Unsqueeze", [summed, Builder.Ints(lost)]);
    }

    private string Stretch(string gradient, string value)
    {
        Shape have = Builder.Shapes.Shape(gradient), want = Builder.Shapes.Shape(value);
        return have.Equals(want) ? gradient : Builder.Add("Expand", [gradient, Target(value, want)]);
    }

    private string Zeros(string value) => Builder.Add("Expand", [Filled(0, value, 0), Target(value, Builder.Shapes.Shape(value))]);

    private string Target(string value, Shape shape) => shape.IsStatic ? Builder.Ints(shape.ToLongs()) : Builder.Add("Shape", [value]);
}
