using TransferLab.Onnx;

namespace TransferLab.Backbones.Preparation;

/// <summary>Reasons to refuse a graph before anything is done with it.</summary>
internal static class BackboneChecks
{
    /// <summary>Only operators of the ONNX standard, only precisions that train.</summary>
    public static void Check(OnnxModel model)
    {
        var foreign = model.Graph.Nodes.Where(n => !StandardOperators.Contains(n)).GroupBy(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType)
            .Select(g => $"{g.Key} ({g.Count()}, first {g.First()})").ToList();
        if (foreign.Count > 0)
            throw new BackboneException($"the graph uses operators that are not in the ONNX standard, which only their own runtime can run: {string.Join(", ", foreign)}. Export it without them.");
        if (model.Graph.Initializers.FirstOrDefault(i => i.Value.Type == ElementType.Double && i.Value.Count > 1) is { Key: { } weight })
            throw new BackboneException($"its weights are double precision ('{weight}'), for which no runtime has convolutions; export the model in float32.");
    }
}
