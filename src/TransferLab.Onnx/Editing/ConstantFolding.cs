namespace TransferLab.Onnx.Editing;

/// <summary>Replaces what does not depend on any input by initializers: Constant nodes, shape arithmetic, rearranged weights, arithmetic on small
/// constants; and removes nodes that hand their input through (Identity, Dropout in its inference form, a Cast to the same type).</summary>
public static class ConstantFolding
{
    /// <summary>Folds in place and removes what is left without a use. Initializers that are declared as inputs too become constants.</summary>
    /// <param name="model">The model. Sub-graphs are left alone, and so are the names they and the outputs refer to.</param>
    /// <returns>Number of nodes that went away.</returns>
    /// <exception cref="ShapeInferenceException">A node's inputs contradict each other.</exception>
    public static int Apply(OnnxModel model)
    {
        var graph = model.Graph;
        InitializerInputs.Remove(graph);
        var before = graph.Nodes.Count;
        var table = new ShapeTable(graph, model.Opset);
        var pinned = graph.Outputs.Select(o => o.Name).Concat(graph.Nodes.Where(n => n.HasSubgraphs).SelectMany(n => n.ReadValues())).ToHashSet();
        var used = graph.Nodes.SelectMany(n => n.ReadValues()).Concat(pinned).ToHashSet();
        var aliases = new Dictionary<string, string>();
        var kept = new List<Node>(before);
        foreach (var node in graph.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
                if (aliases.TryGetValue(node.Inputs[i], out var source))
                    node.Inputs[i] = source;
            table.Add(node);
            if (HandsThrough(node, table, used) && !pinned.Contains(node.Outputs[0]))
                aliases.Add(node.Outputs[0], node.Inputs[0]);
            else if (Fold(node, graph, table) is not { } folded)
                kept.Add(node);
            else
                foreach (var (name, tensor) in folded)
                {
                    graph.Initializers[name] = tensor;
                    table.SetTensor(name, tensor);
                }
        }
        graph.Nodes.Clear();
        graph.Nodes.AddRange(kept);
        DeadNodes.Remove(graph);
        return before - graph.Nodes.Count;
    }

    private static bool HandsThrough(Node node, ShapeTable table, HashSet<string> used)
    {
        if (!node.HasInput(0) || !node.HasOutput(0) || node.Outputs.Skip(1).Any(used.Contains))
            return false;
        return node.Is("Identity")
            || (node.Is("Dropout")
                && (!node.HasInput(2) || table.FindTensor(node.Inputs[2]) is { Type: ElementType.Bool, Count: 1 } training && training.Bytes.Span[0] == 0))
            || (node.Is("Cast") && table.Type(node.Inputs[0]) is var type && type != ElementType.Undefined && type == (ElementType)node.Int("to"));
    }

    private static List<(string Name, Tensor Tensor)>? Fold(Node node, Graph graph, ShapeTable table)
    {
        if (node.Domain.Length > 0 || node.HasSubgraphs || !node.HasOutput(0))
            return null;
        if (node.Is("Constant"))
            return node.ConstantValue() is { } constant ? [(node.Outputs[0], constant)] : null;
        var results = node.Outputs.Select(o => o.Length == 0 ? null : table.KnownIntegers(o)).ToArray();
        if (results.Any(r => r is null) && Inputs(node, graph) is { } inputs && ConstantEvaluator.Evaluate(node, inputs) is { } computed)
            results = [computed, .. results.Skip(1)];
        var folded = node.Outputs.Zip(results).Where(p => p.First.Length > 0).ToList();
        return folded.TrueForAll(p => p.Second is not null) ? [.. folded.Select(p => (p.First, p.Second!))] : null;
    }

    private static Tensor?[]? Inputs(Node node, Graph graph)
    {
        var inputs = new Tensor?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
            if (node.HasInput(i) && (!graph.Initializers.TryGetValue(node.Inputs[i], out inputs[i]) || inputs[i]!.Type.Size() == 0))
                return null;
        return inputs;
    }
}

/// <summary>Computes the first output of a node over constants, for the operators that occur between weights and shapes.</summary>
internal static class ConstantEvaluator
{
    private const long LargestResult = 1 << 16;

    /// <returns>The result; null for operators and forms that are not covered.</returns>
    public static Tensor? Evaluate(Node node, Tensor?[] inputs)
    {
        if (inputs.Length == 0 || inputs[0] is not { } x)
            return null;
        // Shapes and their errors come from the same rules as everywhere else.
        var graph = new Graph("constants");
        for (var i = 0; i < inputs.Length; i++)
            if (inputs[i] is { } tensor)
                graph.Initializers[node.Inputs[i]] = tensor;
        var table = new ShapeTable(graph, 18);
        table.Add(node);
        if (!table.TryGet(node.Outputs[0], out var info) || info.Shape is not { IsStatic: true } shape)
            return null;
        var dims = shape.ToLongs();
        var type = info.Type;
        return node.OpType switch
        {
            "Identity" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" => x.Reshape(dims),
            "Transpose" => TensorMoves.Transpose(x, node.Ints("perm") ?? [.. Enumerable.Range(0, dims.Length).Reverse().Select(i => (long)i)]),
            "Concat" when inputs.All(i => i is not null && i.Type == x.Type) =>
                TensorMoves.Concat(inputs!, (int)(node.Int("axis") + (node.Int("axis") < 0 ? dims.Length : 0)), dims),
            "Slice" => TensorMoves.Slice(x, node.Ints("starts") ?? table.Constant(node.Inputs[1])!,
                node.Ints("axes") ?? (node.HasInput(3) ? inputs[3]!.ToLongs() : null), node.HasInput(4) ? inputs[4]!.ToLongs() : null, dims),
            "Gather" when inputs[1] is { Type: ElementType.Int64 or ElementType.Int32 } indices && shape.Count.Value <= Math.Max(LargestResult, x.Count) =>
                TensorMoves.Gather(x, indices, (int)(node.Int("axis") + (node.Int("axis") < 0 ? x.Dims.Length : 0)), dims),
            "Expand" when shape.Count.Value <= LargestResult => TensorMoves.Expand(x, dims),
            "ConstantOfShape" when shape.Count.Value <= LargestResult => TensorMoves.Expand(node.Tensor("value") ?? Tensor.From([0f], 1), dims),
            "Cast" when x.Count <= LargestResult || x.Type.IsFloatingPoint() => TensorArithmetic.Cast(x, type),
            "Where" when shape.Count.Value <= LargestResult && inputs is [{ Type: ElementType.Bool }, { } yes, { } no] && yes.Type == no.Type =>
                TensorArithmetic.Where(x, yes, no, dims),
            _ => shape.Count.Value <= LargestResult ? TensorArithmetic.Evaluate(node.OpType, inputs, type, dims) : null,
        };
    }
}
