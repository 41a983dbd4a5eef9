namespace TransferLab.TensorFlow.Folding;

/// <summary>Last phase, before constants are folded: a convolution takes the addition behind it as its bias, x·relu6(x + 3)/6 becomes HardSwish, a mean
/// over height and width the pooling it is (which the runtime computes in its blocked layout), and of two reshapes in a row the second is enough.</summary>
internal sealed class NodeFusions(Graph graph)
{
    private readonly GraphIndex _index = new(graph);
    private readonly HashSet<Node> _gone = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _outputs = graph.Outputs.Select(o => o.Name).ToHashSet();

    public static void Apply(OnnxModel model)
    {
        new NodeFusions(model.Graph).Run();
        Pool(model);
        TransferLab.Onnx.Editing.DeadNodes.Remove(model.Graph);
        NameConstants(model.Graph);
    }

    private static void Pool(OnnxModel model)
    {
        var graph = model.Graph;
        var shapes = ShapeTable.Infer(model);
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            if (!node.Is("ReduceMean") || !node.HasInput(1) || !shapes.Knows(node.Inputs[0]) || shapes.Shape(node.Inputs[0]).Rank != 4
                || shapes.Constant(node.Inputs[1])?.Order().ToArray() is not [2, 3])
                continue;
            var output = node.Outputs[0];
            var pooled = output + "/pooled";
            if (node.Int("keepdims", 1) != 0)
                graph.Nodes[i] = new Node("GlobalAveragePool", [node.Inputs[0]], [output]);
            else if (!shapes.Knows(pooled))
            {
                graph.Nodes[i] = new Node("GlobalAveragePool", [node.Inputs[0]], [pooled]);
                graph.Nodes.Insert(i + 1, new Node("Flatten", [pooled], [output], NodeAttribute.Int("axis", 1)));
            }
        }
    }

    private void Run()
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Is("Add"))
                Bias(node);
            else if (node.Is("Mul") || node.Is("Div"))
                HardSwish(node);
            else if (node.Is("Reshape") && _index.Producer(node.Inputs[0]) is { } before && before.Is("Reshape") && Target(node) is { } target
                && !target.Contains(0))
                node.Inputs[0] = before.Inputs[0];
        }
        graph.Nodes.RemoveAll(_gone.Contains);
    }

    private void Bias(Node add)
    {
        foreach (var (x, bias) in new[] { (add.Inputs[0], add.Inputs[1]), (add.Inputs[1], add.Inputs[0]) })
        {
            if (_index.Producer(x) is not { } convolution || !(convolution.Is("Conv") || convolution.Is("ConvTranspose")) || convolution.Inputs.Count != 2
                || _gone.Contains(convolution) || _outputs.Contains(x) || _index.Consumers(x).Count != 1
                || !graph.Initializers.TryGetValue(bias, out var tensor) || !graph.Initializers.TryGetValue(convolution.Inputs[1], out var weights))
                continue;
            var channels = convolution.Is("Conv") ? weights.Dims[0] : weights.Dims[1] * convolution.Int("group", 1);
            // [C,1,1] or [1,C,1,1]: one number per channel.
            if (tensor.Type != weights.Type || tensor.Count != channels || tensor.Dims.Length is not (3 or 4) || tensor.Dims[^3] != channels)
                continue;
            if (tensor.Dims.Length == 4 && tensor.Dims[0] != 1)
                continue;
            var name = Flat(bias, tensor.Reshape(channels));
            convolution.Inputs.Add(name);
            convolution.Outputs[0] = add.Outputs[0];
            _gone.Add(add);
            return;
        }
    }

    private string Flat(string name, Tensor tensor)
    {
        var flat = name.EndsWith(Operators.MappingContext.RelaidSuffix, StringComparison.Ordinal) ? name : name + Operators.MappingContext.RelaidSuffix;
        for (var suffix = ""; ; suffix += "_")
        {
            // The name may belong to the same numbers in another shape.
            if (graph.Initializers.TryGetValue(flat + suffix, out var other)
                && !(other.Dims.SequenceEqual(tensor.Dims) && other.Bytes.Span.SequenceEqual(tensor.Bytes.Span)))
                continue;
            graph.Initializers[flat + suffix] = tensor;
            return flat + suffix;
        }
    }

    // x · relu6(x + 3) / 6, the division before, between or behind.
    private void HardSwish(Node node)
    {
        var factors = new List<string>();
        double scale = 1;
        Collect(node, factors, ref scale, 0);
        if (factors.Count != 2 || Math.Abs(scale - (1 / 6.0)) > 1e-6)
            return;
        foreach (var (x, gate) in new[] { (factors[0], factors[1]), (factors[1], factors[0]) })
        {
            if (_index.Producer(gate) is not { } clip || !clip.Is("Clip") || !clip.HasInput(2) || Scalar(clip.Inputs[1]) != 0 || Scalar(clip.Inputs[2]) != 6
                || _index.Producer(clip.Inputs[0]) is not { } add || !add.Is("Add"))
                continue;
            if ((add.Inputs[0] == x && Scalar(add.Inputs[1]) == 3) || (add.Inputs[1] == x && Scalar(add.Inputs[0]) == 3))
            {
                node.OpType = "HardSwish";
                node.Inputs.Clear();
                node.Inputs.Add(x);
                return;
            }
        }
    }

    // The factors of a product that are no numbers, and the product of the numbers.
    private void Collect(Node node, List<string> factors, ref double scale, int depth)
    {
        for (var i = 0; i < 2; i++)
        {
            var input = node.Inputs[i];
            if (Scalar(input) is { } number && (i == 1 || node.Is("Mul")))
                scale *= node.Is("Div") ? 1 / number : number;
            else if (node.Is("Div") && i == 1)
                scale = double.NaN;
            else if (depth < 2 && _index.Producer(input) is { } inner && (inner.Is("Mul") || inner.Is("Div"))
                && (Scalar(inner.Inputs[0]) is not null || Scalar(inner.Inputs[1]) is not null || depth == 0 && IsTop(node)))
                Collect(inner, factors, ref scale, depth + 1);
            else
                factors.Add(input);
        }
    }

    // Only a node that itself brings a number may look through a product of two values.
    private bool IsTop(Node node) => Scalar(node.Inputs[0]) is not null || Scalar(node.Inputs[1]) is not null;

    private double? Scalar(string value) =>
        graph.Initializers.TryGetValue(value, out var t) && t is { Type: ElementType.Float, Count: 1 } ? t.Span<float>()[0] : null;

    private long[]? Target(Node reshape) => graph.Initializers.TryGetValue(reshape.Inputs[1], out var t) && t.Type == ElementType.Int64 ? t.ToLongs() : null;

    // Constants in another form take the name of the original where nothing reads that any more.
    private static void NameConstants(Graph graph)
    {
        var names = new Dictionary<string, string>();
        var taken = graph.Nodes.SelectMany(n => n.Outputs).Concat(graph.Inputs.Select(i => i.Name)).ToHashSet();
        foreach (var name in graph.Initializers.Keys.Where(k => k.TrimEnd('_').EndsWith(Operators.MappingContext.RelaidSuffix, StringComparison.Ordinal))
            .ToList())
        {
            var original = name.TrimEnd('_')[..^Operators.MappingContext.RelaidSuffix.Length];
            if (graph.Initializers.ContainsKey(original) || !taken.Add(original))
                continue;
            names[name] = original;
            graph.Initializers.Add(original, graph.Initializers[name]);
            graph.Initializers.Remove(name);
        }
        foreach (var node in graph.Nodes)
            for (var i = 0; i < node.Inputs.Count; i++)
                node.Inputs[i] = names.GetValueOrDefault(node.Inputs[i], node.Inputs[i]);
    }
}
