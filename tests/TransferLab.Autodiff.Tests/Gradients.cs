using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests;

/// <summary>Gradients of the sum of a node's first output, for tests that look at particular elements.</summary>
internal static class Gradients
{
    public static IReadOnlyDictionary<string, NDArray> Of(OneNode node)
    {
        var model = node.Model();
        var builder = new GraphBuilder(model.Graph, ShapeTable.Infer(model));
        var loss = builder.Add("ReduceSum", ["y0"], NodeAttribute.Int("keepdims", 0));
        var gradients = GradientBuilder.Build(builder, loss, node.Wrt);
        var values = ReferenceInterpreter.Run(model, node.Feeds, gradients.Values);
        return gradients.ToDictionary(g => g.Key, g => values[g.Value]);
    }
}
