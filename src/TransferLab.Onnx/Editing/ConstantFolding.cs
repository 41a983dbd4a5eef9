using TransferLab.Onnx.Shapes;

namespace TransferLab.Onnx.Editing;

/// <summary>
/// Replaces what does not depend on any input by initializers: Constant nodes, shape arithmetic, rearranged weights, arithmetic on small constants;
/// and removes nodes that hand their input through (Identity, Dropout in its inference form, a Cast to the same type).
/// </summary>
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
            || (node.Is("Dropout") && (!node.HasInput(2) || table.FindTensor(node.Inputs[2]) is { Type: ElementType.Bool, Count: 1 } training && training.Bytes.Span[0] == 0))
            || (node.Is("Cast") && table.Type(node.Inputs[0]) is var type && type != ElementType.Undefined && type == (ElementType)node.Int("to"));
    }

    private static List<(string Name, Tensor Tensor)>? Fold(Node node, Graph graph, ShapeTable table)
    {
        if (node.Domain.Length > 0 || node.HasSubgraphs || !node.HasOutput(0))
            return null;
        if (node.Is("Constant"))
            return ConstantNode.Read(node) is { } constant ? [(node.Outputs[0], constant)] : null;
        var results = node.Outputs.Select(o => o.Length == 0 ? null : Known(o, table)).ToArray();
        if (results.Any(r => r is null) && Inputs(node, graph) is { } inputs && ConstantEvaluator.Evaluate(node, inputs) is { } computed)
            results = [computed, .. results.Skip(1)];
        var folded = node.Outputs.Zip(results).Where(p => p.First.Length > 0).ToList();
        return folded.TrueForAll(p => p.Second is not null) ? [.. folded.Select(p => (p.First, p.Second!))] : null;
    }

    /// <summary>A small integer tensor whose content follows from shapes.</summary>
    private static Tensor? Known(string value, ShapeTable table)
    {
        if (!table.TryGet(value, out var info) || info.Shape is not { IsStatic: true } shape || table.Elements(value) is not { } elements
            || !elements.All(e => e.IsConstant) || shape.Count != Dim.Of(elements.Count))
            return null;
        return info.Type switch
        {
            ElementType.Int64 => Tensor.From([.. elements.Select(e => e.Value)], shape.ToLongs()),
            ElementType.Int32 => Tensor.From([.. elements.Select(e => checked((int)e.Value))], shape.ToLongs()),
            _ => null,
        };
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
