namespace TransferLab.Backbones;

/// <summary>A learned tensor of a backbone: an initializer that a training step may move.</summary>
/// <param name="Name">Name of the initializer.</param>
/// <param name="Layer">Name of the node that uses it.</param>
/// <param name="Role">What it does there.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record BackboneParameter(string Name, string Layer, ParameterRole Role, long Count)
{
    /// <summary>Name of the layer group it lies in.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether it is scale or shift of a batch normalization.</summary>
    internal bool IsBatchNorm => Role is ParameterRole.BatchNormScale or ParameterRole.BatchNormShift;

    /// <summary>Index, on the image path, of the node that uses it or that uses what is computed from it.</summary>
    internal int Position { get; init; }

    /// <summary>The node that reads it.</summary>
    internal Node? Node { get; init; }
}

/// <summary>What a learned tensor does in its operator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParameterRole>))]
internal enum ParameterRole
{
    /// <summary>Matrix or kernel of a convolution or linear map.</summary>
    [JsonStringEnumMemberName("weight")]
    Weight,
    /// <summary>Something that is added: a bias.</summary>
    [JsonStringEnumMemberName("bias")]
    Bias,
    /// <summary>Scale of a batch normalization.</summary>
    [JsonStringEnumMemberName("batch-norm-scale")]
    BatchNormScale,
    /// <summary>Shift of a batch normalization.</summary>
    [JsonStringEnumMemberName("batch-norm-shift")]
    BatchNormShift,
    /// <summary>Scale of a layer, group or instance normalization, or of a layer-scale multiplication.</summary>
    [JsonStringEnumMemberName("scale")]
    Scale,
    /// <summary>Shift of a layer, group or instance normalization.</summary>
    [JsonStringEnumMemberName("shift")]
    Shift,
    /// <summary>Slope of a parametric activation.</summary>
    [JsonStringEnumMemberName("slope")]
    Slope,
    /// <summary>A learned token, such as the class token of a vision transformer.</summary>
    [JsonStringEnumMemberName("token")]
    Token,
}

/// <summary>Tells learned tensors from structural constants (exponents, bounds, epsilons, pixel normalisation, masks)
/// by the operator and the input slot that an initializer fills.</summary>
internal sealed class ParameterFinder(Graph graph, ImagePath path)
{
    private static readonly Dictionary<string, (int Slot, ParameterRole Role)[]> s_slots = new(StringComparer.Ordinal)
    {
        ["Conv"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["ConvTranspose"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["Gemm"] = [(0, ParameterRole.Weight), (1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["MatMul"] = [(0, ParameterRole.Weight), (1, ParameterRole.Weight)],
        // Slots 3 and 4 are statistics, which only their own batch-norm mode may move.
        ["BatchNormalization"] = [(1, ParameterRole.BatchNormScale), (2, ParameterRole.BatchNormShift)],
        ["LayerNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["InstanceNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["GroupNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["PRelu"] = [(1, ParameterRole.Slope)],
        ["Expand"] = [(0, ParameterRole.Token)],
    };

    /// <summary>The learned tensors the features depend on, in path order, each once.</summary>
    public List<BackboneParameter> Find()
    {
        var index = new GraphIndex(graph);
        var positions = Positions();
        var weighted = AfterFirstWeights();
        var found = new Dictionary<string, BackboneParameter>();
        foreach (var node in graph.Nodes)
        {
            if (!positions.TryGetValue(node, out var position) || node.Domain.Length > 0)
                continue;
            foreach (var (slot, role) in Slots(node, weighted, index))
            {
                if (node.HasInput(slot) && graph.Initializers.TryGetValue(node.Inputs[slot], out var tensor) && tensor.Type == ElementType.Float)
                    found.TryAdd(node.Inputs[slot], new(node.Inputs[slot], LayerName(node), role, tensor.Count) { Position = position, Node = node });
            }
        }
        return [.. found.Values.OrderBy(p => p.Position)];
    }

    public static string LayerName(Node node) => node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault(o => o.Length > 0) ?? node.OpType;

    private IEnumerable<(int Slot, ParameterRole Role)> Slots(Node node, HashSet<string> weighted, GraphIndex index)
    {
        if (s_slots.TryGetValue(node.OpType, out var slots))
            return node.Is("Expand") ? slots.Where(_ => Varies(node.Inputs[0])) : slots;
        return node.OpType switch
        {
            // A constant summand is a bias, or a position embedding, once the image has met its first weights; before that it normalises pixels. One
            // element is a formula's constant. What goes straight into a softmax is an attention mask.
            "Add" when node.Inputs.Any(weighted.Contains) && !FeedsSoftmax(node, index) => [.. Several(node).Select(s => (s, ParameterRole.Bias))],
            "Mul" when node.Inputs.Any(weighted.Contains) => [.. Several(node).Select(s => (s, ParameterRole.Scale))],
            "Concat" when node.Inputs.Any(weighted.Contains) =>
                [.. Several(node).Where(s => Varies(node.Inputs[s])).Select(s => (s, ParameterRole.Token))],
            _ => [],
        };
    }

    private IEnumerable<int> Several(Node node) =>
        Enumerable.Range(0, node.Inputs.Count).Where(i => graph.Initializers.TryGetValue(node.Inputs[i], out var t) && t.Count > 1);

    // Constant padding is concatenated or expanded from one repeated number.
    private bool Varies(string value) =>
        graph.Initializers.TryGetValue(value, out var t) && t.Type == ElementType.Float && t.Count > 1 && t.Span<float>().ContainsAnyExcept(t.Span<float>()[0]);

    private static bool FeedsSoftmax(Node node, GraphIndex index) => index.Consumers(node.Outputs[0]).Any(c => c.Is("Softmax"));

    // Values that depend on the image and on at least one matrix or kernel.
    private HashSet<string> AfterFirstWeights()
    {
        var weighted = new HashSet<string>();
        foreach (var node in path.Nodes)
        {
            if (node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" || path.Reads(node).Any(weighted.Contains))
                weighted.UnionWith(node.Outputs.Where(o => o.Length > 0));
        }
        return weighted;
    }

    /// <summary>For nodes on the path their index, for nodes that compute from constants the index of the first node on the path that needs them.</summary>
    private Dictionary<Node, int> Positions()
    {
        var positions = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < path.Nodes.Count; i++)
            positions[path.Nodes[i]] = i;
        var first = new Dictionary<string, int>();
        for (var n = graph.Nodes.Count - 1; n >= 0; n--)
        {
            var node = graph.Nodes[n];
            if (!positions.TryGetValue(node, out var position))
            {
                var uses = node.Outputs.Where(first.ContainsKey).Select(o => first[o]).ToList();
                if (uses.Count == 0)
                    continue;
                positions[node] = position = uses.Min();
            }
            foreach (var value in node.ReadValues())
                first[value] = Math.Min(position, first.GetValueOrDefault(value, int.MaxValue));
        }
        return positions;
    }
}
