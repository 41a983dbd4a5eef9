using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Autodiff.Tests;

/// <summary>Gradient graphs for tests that look at their nodes rather than at numbers.</summary>
internal static class GradientGraph
{
    private const string Domain = "transferlab.testing";

    /// <summary>A clone of the model's graph with the gradient of a scalar whose gradient by each output is a graph input.</summary>
    public static Graph Of(OnnxModel model, IEnumerable<string> wrt) => Of(model, wrt, out _);

    /// <summary>The same, with the names of the gradients.</summary>
    public static Graph Of(OnnxModel model, IEnumerable<string> wrt, out IReadOnlyDictionary<string, string> gradients)
    {
        var graph = model.Graph.Clone();
        var shapes = ShapeTable.Infer(model.WithGraph(graph));
        string[] outputs = [.. graph.Outputs.Select(o => o.Name)];
        foreach (var output in outputs)
        {
            graph.Inputs.Add(new ValueInfo("d_" + output, ElementType.Float, shapes.Shape(output)));
            shapes.Set("d_" + output, ElementType.Float, shapes.Shape(output));
        }
        var builder = new GraphBuilder(graph, shapes);
        var loss = new Node("Sum", outputs, ["loss"]) { Domain = Domain };
        builder.Append(loss);
        shapes.Set("loss", ElementType.Float, Shape.Scalar);
        var rules = new GradientRegistry();
        foreach (var (domain, opType, since) in GradientRegistry.Default.Keys)
            if (GradientRegistry.Default.TryFind(new Node(opType, [], []) { Domain = domain }, since, out var rule))
                rules.Add(domain, opType, since, rule);
        rules.Add(Domain, "Sum", 1, c =>
        {
            for (var i = 0; i < outputs.Length; i++)
                c.Give(i, "d_" + outputs[i]);
        });
        gradients = GradientBuilder.Build(builder, "loss", [.. wrt], rules);
        return graph;
    }

    public static Dim AsDim(this string symbol) => Dim.Of(symbol);
}
