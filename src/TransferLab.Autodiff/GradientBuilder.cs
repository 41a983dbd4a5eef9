using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Autodiff;

/// <summary>
/// Reverse-mode differentiation of an ONNX graph into the same graph: visits only nodes on a path from something trainable to the loss,
/// lets the operator's rule write each node's gradient, and adds up where a value is used several times.
/// </summary>
public sealed class GradientBuilder
{
    private readonly GradientRegistry _registry;
    private readonly HashSet<string> _required = [];
    private readonly Dictionary<string, List<string>> _contributions = [];
    private readonly Dictionary<string, string> _sums = [];

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
    /// <exception cref="GradientNotDefinedException">A node on the way has no rule.</exception>
    public static IReadOnlyDictionary<string, string> Build(GraphBuilder builder, string loss, IReadOnlyCollection<string> wrt, GradientRegistry? registry = null)
    {
        var self = new GradientBuilder(builder, registry ?? GradientRegistry.Default);
        var forward = builder.Graph.Nodes.ToArray();
        self.MarkRequired(forward, wrt);
        self._contributions[loss] = [builder.Scalar(1f)];
        foreach (var node in forward.Reverse())
            self.Visit(node);
        return wrt.ToDictionary(w => w, w => self.Gradient(w, full: true) ?? self.Zeros(w));
    }

    /// <summary>
    /// The nodes on a path from <paramref name="wrt"/> to <paramref name="loss"/> that have no rule, in graph order: asked before a long run starts.
    /// </summary>
    public static IReadOnlyList<Node> FindUnsupported(Graph graph, long opset, string loss, IEnumerable<string> wrt, GradientRegistry? registry = null)
    {
        registry ??= GradientRegistry.Default;
        var required = new HashSet<string>(wrt);
        foreach (var node in graph.Nodes.Where(n => n.ReadValues().Any(required.Contains)))
            required.UnionWith(node.Outputs.Where(o => o.Length > 0));
        var useful = new HashSet<string> { loss };
        var found = new List<Node>();
        foreach (var node in Enumerable.Reverse(graph.Nodes))
        {
            if (!node.Outputs.Any(o => useful.Contains(o) && required.Contains(o)))
                continue;
            useful.UnionWith(node.ReadValues());
            if (node.HasSubgraphs || !registry.TryFind(node, opset, out _))
                found.Add(node);
        }
        found.Reverse();
        return found;
    }

    internal bool IsRequired(string value) => _required.Contains(value);

    internal bool HasGradient(string value) => _contributions.ContainsKey(value);

    /// <summary>The sum of all contributions to a value's gradient; null when there are none.</summary>
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

    internal void Contribute(Node node, string value, string gradient)
    {
        if (_sums.ContainsKey(value))
            throw new InvalidOperationException($"{node} gives a gradient to '{value}', whose producer has been visited: the graph is not in topological order.");
        if (!_contributions.TryGetValue(value, out var list))
            _contributions.Add(value, list = []);
        list.Add(Unbroadcast(gradient, value));
    }

    private void MarkRequired(Node[] forward, IReadOnlyCollection<string> wrt)
    {
        _required.UnionWith(wrt);
        foreach (var node in forward.Where(n => n.ReadValues().Any(_required.Contains)))
            _required.UnionWith(node.Outputs.Where(o => o.Length > 0));
    }

    private void Visit(Node node)
    {
        if (!node.Outputs.Any(o => o.Length > 0 && _contributions.ContainsKey(o)) || !node.ReadValues().Any(_required.Contains))
            return;
        if (node.HasSubgraphs)
            throw new GradientNotDefinedException(node, "operators with sub-graphs cannot be differentiated.");
        if (!_registry.TryFind(node, Builder.Shapes.Opset, out var rule))
            throw new GradientNotDefinedException(node, $"the operator {(node.Domain.Length > 0 ? node.Domain + "." : "")}{node.OpType} has no gradient rule.");
        rule(new GradientContext(this, node));
    }

    /// <summary>Sums a gradient over the axes along which the value was stretched in the forward pass.</summary>
    private string Unbroadcast(string gradient, string value)
    {
        Shape have = Builder.Shapes.Shape(gradient), want = Builder.Shapes.Shape(value);
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
        if (have.Equals(want))
            return gradient;
        var target = want.IsStatic ? Builder.Ints(want.ToLongs()) : Builder.Add("Shape", [value]);
        return Builder.Add("Expand", [gradient, target]);
    }

    private string Zeros(string value) =>
        Builder.Add("Expand", [Builder.Scalar(0f), Builder.Shapes.Shape(value) is { IsStatic: true } s ? Builder.Ints(s.ToLongs()) : Builder.Add("Shape", [value])]);
}
