using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Networks;

/// <summary>Puts dropout into the forward model of a training graph.</summary>
internal static class DropoutNodes
{
    /// <summary>A copy of a model in which each value is multiplied by its mask, a further input; the model itself where there is nothing to drop.</summary>
    /// <param name="model">A model that ends with the head.</param>
    /// <param name="dropouts">The places.</param>
    public static OnnxModel Insert(OnnxModel model, IReadOnlyCollection<HeadDropout> dropouts)
    {
        if (dropouts.Count == 0)
            return model;
        var copy = model.Clone();
        var graph = copy.Graph;
        var shapes = ShapeTable.Infer(copy);
        var builder = new GraphBuilder(graph, shapes);
        foreach (var dropout in dropouts)
        {
            var readers = graph.Nodes.Where(n => n.Inputs.Contains(dropout.Value)).ToList();
            var dropped = builder.NewName($"{dropout.Value}.dropped");
            graph.Inputs.Add(new ValueInfo(dropout.Mask, ElementType.Float, shapes.Shape(dropout.Value)));
            // Two dropouts in a row read the same value: the second then multiplies in front of the first.
            graph.Nodes.Insert(graph.Nodes.IndexOf(readers[0]), new Node("Mul", [dropout.Value, dropout.Mask], [dropped]));
            foreach (var reader in readers)
                for (var i = 0; i < reader.Inputs.Count; i++)
                    if (reader.Inputs[i] == dropout.Value)
                        reader.Inputs[i] = dropped;
        }
        return copy;
    }
}
