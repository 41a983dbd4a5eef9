namespace TransferLab.Backbones.Preparation;

/// <summary>Finds what a trained network's classifier reads: walks back from the output past probabilities and the one linear layer that makes
/// the class scores, then past pooling and flattening to the feature map. A network without a classifier keeps all its layers.</summary>
internal sealed class FeatureFinder(Graph graph, ShapeTable shapes)
{
    // Class counts of ImageNet-1k (with and without background) and ImageNet-21k, by which a convolution in front of a pooling is told from a layer.
    private static readonly long[] s_classCounts = [1000, 1001, 21841, 21842, 21843];

    private readonly GraphIndex _index = new(graph);

    /// <summary>What was found.</summary>
    /// <param name="Map">The features as far back as pooling and flattening reach: map, tokens or vector.</param>
    /// <param name="ClassifierInput">What the classifier itself reads, the graph's own pooling done.</param>
    public readonly record struct Features(string Map, string ClassifierInput);

    /// <summary>The features behind one output.</summary>
    public Features Behind(string output)
    {
        var value = output;
        bool probabilities = false, pooled = false;
        while (Step(value, ref probabilities, ref pooled) is { } previous)
            value = previous;
        // Without a classifier the output itself is what a new one should read.
        var input = Classifier(value, probabilities, pooled) ?? (probabilities ? value : output);
        return new(MapBehind(input), input);
    }

    /// <summary>The value before pooling and flattening.</summary>
    public string MapBehind(string value)
    {
        bool probabilities = true, pooled = false;
        while (_index.Producer(value) is { } node && !node.Is("Softmax") && !node.Is("LogSoftmax") && !node.Is("Sigmoid")
            && Step(value, ref probabilities, ref pooled) is { } previous)
            value = previous;
        return value;
    }

    /// <summary>Whether the node averages over all positions.</summary>
    public bool IsGlobalPooling(Node node)
    {
        if (node.Is("GlobalAveragePool") || node.Is("GlobalMaxPool"))
            return true;
        if (node.Is("ReduceMean"))
        {
            var rank = Rank(node.Inputs[0]);
            var axes = (node.HasInput(1) ? shapes.Constant(node.Inputs[1]) : node.Ints("axes"))?.Select(a => a < 0 ? a + rank : a).Order().ToArray();
            // A mean over one axis of a map, as inside a hand-written layer normalization, is no pooling.
            return rank == 3 ? axes is [1] or [2] : rank == 4 && axes is [1, 2] or [2, 3];
        }
        return node.Is("AveragePool") && Ones(node.Outputs[0]);
    }

    // One step back through what comes after a classifier or between map and classifier; null where that ends.
    private string? Step(string value, ref bool probabilities, ref bool pooled)
    {
        if (_index.Producer(value) is not { Domain: "" } node)
            return null;
        switch (node.OpType)
        {
            case "Softmax" or "LogSoftmax" or "Sigmoid":
                probabilities = true;
                return node.Inputs[0];
            case "Identity" or "Dropout":
                return node.Inputs[0];
            case "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" or "Transpose" when pooled || Ones(node.Inputs[0]) || IsVector(node.Inputs[0]):
                return node.Inputs[0];
            default:
                if (!IsGlobalPooling(node))
                    return null;
                pooled = true;
                return node.Inputs[0];
        }
    }

    /// <summary>What the linear layer that makes <paramref name="scores"/> reads; null when no classifier makes them.</summary>
    private string? Classifier(string scores, bool probabilities, bool pooledAfter)
    {
        var node = _index.Producer(scores);
        var rectified = false;
        if (node is not null && node.Is("Relu") && pooledAfter)
        {
            // Only SqueezeNet's kind rectifies its class maps, before pooling them.
            rectified = true;
            node = _index.Producer(node.Inputs[0]);
        }
        if (node is not null && node.Is("Add") && node.Inputs.FirstOrDefault(_index.IsInitializer) is { } bias)
            node = _index.Producer(node.Inputs.First(i => i != bias));
        if (node is null || node.Domain.Length > 0)
            return null;
        return node.OpType switch
        {
            "Gemm" or "MatMul" when !rectified && _index.IsInitializer(node.Inputs[1]) => node.Inputs[0],
            // On a pooled map a 1x1 convolution is a linear layer. On a whole map it may as well be the network's last layer.
            "Conv" when _index.IsInitializer(node.Inputs[1]) && graph.Initializers[node.Inputs[1]] is { Dims: [var maps, _, 1, 1] } =>
                probabilities || s_classCounts.Contains(maps) || (!rectified && !pooledAfter && Ones(node.Inputs[0])) ? node.Inputs[0] : null,
            _ => null,
        };
    }

    private int Rank(string value) => shapes.TryGet(value, out var info) && info.Shape is { } shape ? shape.Rank : 0;

    private bool IsVector(string value) => Rank(value) == 2;

    // [N,C,1,1] or [N,1,1,C]: one position only.
    private bool Ones(string value) =>
        shapes.TryGet(value, out var info) && info.Shape is { Rank: >= 3 } shape && shape.Skip(1).Count(d => !d.IsKnown || d.Value != 1) <= 1;
}
