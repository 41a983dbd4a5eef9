namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>
/// Puts one node in the place of the operators that exporters write for one layer of a transformer, before gradients are formed, so that each has one
/// gradient too:
/// <list type="bullet">
/// <item>MatMul of rows [...,K] and weights [K,M], with the addition of a bias behind it; Gemm of many rows: Linear.</item>
/// <item>x · (erf(x/√2) + 1) · ½ in any order, and Gelu without approximation: Gelu.</item>
/// <item>The mean, deviation, scale and bias of a layer normalisation, written out: LayerNormalization of the default domain.</item>
/// </list>
/// Only where nothing else reads the values in between and none is an output of the graph.
/// </summary>
internal sealed class KernelChains
{
    // A Gemm of fewer rows is a classifier's head, which costs nothing and may see any number of rows.
    private const long ManyRows = 64;

    private readonly ShapeTable _shapes;
    private readonly KernelForms _forms;
    private readonly HashSet<string> _outputs;
    private readonly Dictionary<string, Node> _producers = [];
    private readonly Dictionary<string, List<Node>> _readers = [];
    private readonly Dictionary<Node, Node> _written = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> _gone = new(ReferenceEqualityComparer.Instance);

    private KernelChains(Graph graph, ShapeTable shapes, KernelOperators kernels)
    {
        (_shapes, _forms) = (shapes, new KernelForms(shapes, kernels));
        _outputs = [.. graph.Outputs.Select(o => o.Name)];
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
                _producers[output] = node;
            foreach (var input in node.HasSubgraphs ? node.ReadValues() : node.Inputs)
                if (_readers.TryGetValue(input, out var readers))
                    readers.Add(node);
                else
                    _readers[input] = [node];
        }
    }

    /// <summary>Rewrites in place.</summary>
    /// <param name="graph">A forward graph, nodes in topological order.</param>
    /// <param name="shapes">What is known of its values.</param>
    /// <param name="kernels">What may be taken over.</param>
    /// <param name="left">Nodes that stay as they are.</param>
    public static void Apply(Graph graph, ShapeTable shapes, KernelOperators kernels, IReadOnlySet<Node> left)
    {
        var chains = new KernelChains(graph, shapes, kernels);
        var before = graph.Nodes.ToArray();
        foreach (var node in before)
            if (!left.Contains(node) && !chains._gone.Contains(node))
                chains.Take(node);
        if (chains._written.Count == 0)
            return;
        graph.Nodes.Clear();
        graph.Nodes.AddRange(before.Where(n => !chains._gone.Contains(n)).Select(n => chains._written.GetValueOrDefault(n, n)));
    }

    private void Take(Node node)
    {
        if (_forms.IsLinear(node, ManyRows))
            Linear(node);
        else if (_forms.TakesGelu && node.Is("Gelu") && node.String("approximate", "none") == "none")
            Write(node, KernelNode.Create(KernelNode.Gelu, node.Inputs, node.Outputs), []);
        else if (_forms.TakesGelu && node.Is("Erf"))
            Gelu(node);
        else if (_forms.TakesNormalization && node.Is("ReduceMean"))
            Normalization(node);
    }

    private void Linear(Node product)
    {
        NodeAttribute[] attributes = [NodeAttribute.Int("transB", product.Int("transB"))];
        var width = _shapes.Shape(product.Outputs[0])[^1];
        if (product.HasInput(2))
        {
            if (IsRow(product.Inputs[2], width))
                Write(product, KernelNode.Create(KernelNode.Linear, product.Inputs, product.Outputs, attributes), []);
        }
        else if (Next(product, "Add") is { } add && IsRow(Other(add, product.Outputs[0]), width))
            Write(add, KernelNode.Create(KernelNode.Linear, [.. product.Inputs.Take(2), Other(add, product.Outputs[0])], add.Outputs, attributes), [product]);
        else
            Write(product, KernelNode.Create(KernelNode.Linear, product.Inputs.Take(2), product.Outputs, attributes), []);
    }

    private void Gelu(Node erf)
    {
        if (Producer(erf.Inputs[0]) is not { } scaled || Scaled(scaled) is not { } x || Next(erf, "Add") is not { } plus
            || !IsNumber(Other(plus, erf.Outputs[0]), 1) || Next(plus, "Mul") is not { } product)
            return;
        List<Node> between = [scaled, erf, plus];
        var factor = Other(product, plus.Outputs[0]);
        if (Producer(factor) is { } half && half.Is("Mul") && IsHalf(half, x) && SoleReader(factor) == product)
            Write(product, KernelNode.Create(KernelNode.Gelu, [x], product.Outputs), [.. between, half]);
        else if (Next(product, "Mul") is { } behind && (factor == x ? IsNumber(Other(behind, product.Outputs[0]), 0.5)
            : IsNumber(factor, 0.5) && Other(behind, product.Outputs[0]) == x))
            Write(behind, KernelNode.Create(KernelNode.Gelu, [x], behind.Outputs), [.. between, product]);

        bool IsHalf(Node mul, string of) => (mul.Inputs[0] == of && IsNumber(mul.Inputs[1], 0.5)) || (mul.Inputs[1] == of && IsNumber(mul.Inputs[0], 0.5));
    }

    /// <summary>x of x/√2, which nothing but an erf reads; null for another node.</summary>
    private string? Scaled(Node node)
    {
        if (SoleReader(node.Outputs[0]) is null)
            return null;
        if (node.Is("Div"))
            return IsNumber(node.Inputs[1], Math.Sqrt(2)) ? node.Inputs[0] : null;
        if (!node.Is("Mul"))
            return null;
        return IsNumber(node.Inputs[1], Math.Sqrt(0.5)) ? node.Inputs[0] : IsNumber(node.Inputs[0], Math.Sqrt(0.5)) ? node.Inputs[1] : null;
    }

    private void Normalization(Node mean)
    {
        var x = mean.Inputs[0];
        if (!IsMeanOfRows(mean) || Next(mean, "Sub") is not { } centre || centre.Inputs[0] != x || centre.Inputs[1] != mean.Outputs[0])
            return;
        // What is centred goes two ways, to the deviation and to the quotient by it.
        var centred = centre.Outputs[0];
        if (_outputs.Contains(centred) || _readers[centred].Distinct().ToArray() is not [var one, var other])
            return;
        var (square, quotient) = one.Is("Div") ? (other, one) : (one, other);
        if (!quotient.Is("Div") || quotient.Inputs[0] != centred || !IsSquare(square, centred)
            || SoleReader(square.Outputs[0]) is not { } variance || !IsMeanOfRows(variance)
            || Next(variance, "Add") is not { } sum || Number(Other(sum, variance.Outputs[0])) is not { } epsilon
            || Next(sum, "Sqrt") is not { } root || Next(root, "Div") != quotient
            || Next(quotient, "Mul") is not { } scale || Next(scale, "Add") is not { } shift)
            return;
        string gamma = Other(scale, quotient.Outputs[0]), beta = Other(shift, scale.Outputs[0]);
        if (!IsRow(gamma, _shapes.Shape(x)[^1]) || !IsRow(beta, _shapes.Shape(x)[^1]))
            return;
        Write(shift, new Node("LayerNormalization", [x, gamma, beta], shift.Outputs,
            [NodeAttribute.Int("axis", -1), NodeAttribute.Float("epsilon", (float)epsilon)]), [mean, centre, square, variance, sum, root, quotient, scale]);
    }

    private bool IsSquare(Node node, string of) =>
        (node.Is("Pow") && node.Inputs[0] == of && IsNumber(node.Inputs[1], 2)) || (node.Is("Mul") && node.Inputs.All(i => i == of));

    /// <summary>The one reader of a node's output, where it is that operator.</summary>
    private Node? Next(Node node, string op) => SoleReader(node.Outputs[0]) is { } next && next.Is(op) ? next : null;

    private bool IsMeanOfRows(Node node) => node.Is("ReduceMean") && node.Int("keepdims", 1) == 1 && _shapes.TryGet(node.Inputs[0], out var info)
        && info is { Type: ElementType.Float, Shape: { Rank: > 1 } shape } && shape[^1].IsKnown
        && _forms.ReducedAxes(node) is [var axis] && (axis == -1 || axis == shape.Rank - 1);

    private void Write(Node place, Node fused, IEnumerable<Node> gone)
    {
        fused.Name = place.Name;
        _written[place] = fused;
        _gone.UnionWith(gone);
    }

    /// <summary>The node that makes a value; null for inputs, constants and what another chain has taken.</summary>
    private Node? Producer(string value) => _producers.TryGetValue(value, out var node) && !_gone.Contains(node) ? node : null;

    /// <summary>The one node that reads a value, once or more, and nobody else.</summary>
    private Node? SoleReader(string value) => !_outputs.Contains(value) && _readers.TryGetValue(value, out var readers) && readers.All(r => r == readers[0])
        && !readers[0].HasSubgraphs && !_gone.Contains(readers[0]) && !_written.ContainsKey(readers[0]) ? readers[0] : null;

    private static string Other(Node node, string value) => node.Inputs[0] == value ? node.Inputs[1] : node.Inputs[0];

    /// <summary>Whether a value is a vector [width].</summary>
    private bool IsRow(string value, Dim width) => _shapes.TryGet(value, out var info) && info is { Type: ElementType.Float, Shape: { Rank: 1 } shape }
        && shape[0] == width && width.IsKnown;

    private bool IsNumber(string value, double number) => Number(value) is { } constant && Math.Abs(constant - number) < 1e-4 * number;

    private double? Number(string value) => _shapes.FindTensor(value) is { Type: ElementType.Float, Count: 1 } tensor ? tensor.ToFloats()[0] : null;
}
