using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Tests.Networks;

public class ActivationsTests
{
    // Values of the functions' definitions at -2, -0.5, 0 and 1.5.
    [Theory]
    [InlineData("relu", 0, 0, 0, 1.5)]
    [InlineData("leaky-relu", -0.02, -0.005, 0, 1.5)]
    [InlineData("elu", -0.8646647, -0.3934693, 0, 1.5)]
    [InlineData("gelu", -0.0455003, -0.1542688, 0, 1.3997892)]
    [InlineData("tanh", -0.9640276, -0.4621172, 0, 0.9051483)]
    [InlineData("sigmoid", 0.1192029, 0.3775407, 0.5, 0.8175745)]
    public void Each_is_the_function_of_its_name(string name, double a, double b, double c, double d)
    {
        var model = new OnnxModel("activation", 18);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 4)));
        var y = Activations.Append(new GraphBuilder(model.Graph, ShapeTable.Infer(model)), Activations.Find(name)!.Value, "x");
        model.Graph.Outputs.Add(new ValueInfo(y, ElementType.Float, null));
        Session.Close([(float)a, (float)b, (float)c, (float)d], Session.Run(model, y, "x", [-2f, -0.5f, 0, 1.5f], 1, 4), 1e-5);
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own()
    {
        Assert.Equal(Enum.GetValues<ActivationKind>(), Activations.Names.Select(n => Activations.Find(n)!.Value));
        Assert.Equal(Activations.Names, Enum.GetValues<ActivationKind>().Select(Activations.Name));
    }
}
