using TransferLab.Onnx;

namespace TransferLab.Backbones;

/// <summary>Reasons to refuse a graph before anything is done with it.</summary>
internal static class BackboneChecks
{
    /// <summary>Only operators of the ONNX standard, only precisions that train.</summary>
    public static void Operators(OnnxModel model)
    {
        if (model.Opset is < 7 or > 22)
            throw new BackboneException(model.Opset == 0
                ? "the model names no version of the standard operator set."
                : $"the model is written in opset {model.Opset}; opsets 7 to 22 are supported. Export it again with one of those.");
        var foreign = model.Graph.Nodes.Where(n => !StandardOperators.Contains(n)).GroupBy(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType)
            .Select(g => $"{g.Key} ({g.Count()}, first {g.First()})").ToList();
        if (foreign.Count > 0)
            throw new BackboneException($"the graph uses operators that are not in the ONNX standard, which only their own runtime can run: {string.Join(", ", foreign)}. Export it without them.");
        if (model.Graph.Initializers.FirstOrDefault(i => i.Value.Type == ElementType.Double && i.Value.Count > 1) is { Key: { } weight })
            throw new BackboneException($"its weights are double precision ('{weight}'), for which no runtime has convolutions; export the model in float32.");
        if (model.Graph.Initializers.FirstOrDefault(i => i.Value.Type == ElementType.BFloat16) is { Key: { } brain })
            throw new BackboneException($"its weights are bfloat16 ('{brain}'), which the CPU runtime refuses; export the model in float32 or float16.");
    }

    /// <summary>Every value is produced once, before it is read.</summary>
    public static void Order(Graph graph)
    {
        var produced = graph.Inputs.Select(i => i.Name).Concat(graph.Initializers.Keys).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            if (node.ReadValues().FirstOrDefault(v => !produced.Contains(v)) is { } missing)
                throw new BackboneException($"{node} reads '{missing}', which nothing before it produces: the graph is damaged or not in topological order.");
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
                if (!produced.Add(output))
                    throw new BackboneException($"the value '{output}' is produced twice, the second time by {node}.");
        }
        if (graph.Outputs.FirstOrDefault(o => !produced.Contains(o.Name)) is { } output0)
            throw new BackboneException($"nothing produces the output '{output0.Name}'.");
    }
}
