using TransferLab.Autodiff.Losses;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Losses;

/// <summary>A loss and the gradient of its logits, as the graph gives them.</summary>
internal static class LossValues
{
    public static (double Loss, double[] Gradient) Of(ILossFunction loss, NDArray logits, NDArray targets)
    {
        var model = new OnnxModel("loss", 20);
        foreach (var name in (string[])["x", "t"])
            model.Graph.Inputs.Add(new ValueInfo(name, ElementType.Float, new Shape(Dim.Of("N"), logits.Dims[1])));
        var builder = new GraphBuilder(model.Graph, ShapeTable.Infer(model));
        var value = loss.Append(builder, "x", "t");
        Assert.Equal(0, builder.Shapes.Shape(value).Rank);
        var gradient = GradientBuilder.Build(builder, value, ["x"])["x"];
        var values = ReferenceInterpreter.Run(model, new Dictionary<string, NDArray> { ["x"] = logits, ["t"] = targets }, [value, gradient]);
        Assert.Equal(logits.Dims, values[gradient].Dims);
        return (values[value].Values[0], values[gradient].Values);
    }

    /// <summary>Compares value and gradient with a formula and its central differences.</summary>
    public static void Check(ILossFunction loss, NDArray logits, NDArray targets, Func<NDArray, double> formula)
    {
        var (value, gradient) = Of(loss, logits, targets);
        Assert.Equal(formula(logits), value, 1e-6);
        for (var i = 0; i < logits.Count; i++)
        {
            NDArray up = logits.Copy(), down = logits.Copy();
            up.Values[i] += 1e-5;
            down.Values[i] -= 1e-5;
            Assert.Equal((formula(up) - formula(down)) / 2e-5, gradient[i], 1e-6);
        }
    }
}
