using TransferLab.Autodiff.Rules;
using TransferLab.Onnx.Editing;
using TransferLab.Testing.Reference;
using Xunit.Sdk;

namespace TransferLab.Autodiff.Tests.Reference;

public class GradientCheckTests
{
    [Fact]
    public void A_right_rule_passes_with_an_error_near_double_precision()
    {
        var report = Tangent(scale: 1f).Check(With(RightTanh));
        Assert.Equal(24, report.Elements);
        Assert.InRange(report.FormulaError, 0, 1e-8);
    }

    [Fact]
    public void A_rule_that_is_off_by_one_in_a_thousand_fails_and_the_message_names_the_element()
    {
        var error = Assert.ThrowsAny<XunitException>(() => Tangent(scale: 1f).Check(With(c =>
        {
            var b = c.Builder;
            var square = b.Add("Mul", [c.Output(), c.Output()]);
            c.Give(0, b.Add("Mul", [c.OutputGradient()!, b.Add("Sub", [b.Scalar(1.001f), square])]));
        })));
        Assert.Matches(@"gradient of x\[\d,\d,\d\] is ", error.Message);
    }

    [Fact]
    public void A_rule_that_gives_nothing_fails()
    {
        Assert.ThrowsAny<XunitException>(() => Tangent(scale: 1f).Check(With(_ => { })));
    }

    [Fact]
    public void A_node_without_a_rule_is_named()
    {
        var error = Assert.Throws<GradientNotDefinedException>(() => Tangent(scale: 1f).Check(new() { Registry = new GradientRegistry() }));
        Assert.Equal("Tanh", error.Node!.OpType);
    }

    // The worked example of docs/adding-an-operator.md.
    [Fact]
    public void The_rule_of_the_guide_is_right()
    {
        var registry = new GradientRegistry();
        registry.Add("Atan", 7, static c =>
        {
            var x = c.Input(0);
            c.Give(0, c.Div(c.G(), c.AddNumber(c.Mul(x, x), 1)));
        });
        OneNode.Of("Atan").Input("x", NDArray.Random(1, -4, 4, 3, 3, 5)).Check(new() { Registry = registry });
    }

    private static OneNode Tangent(float scale) => OneNode.Of("Tanh").Input("x", NDArray.Random(3, -scale, scale, 2, 3, 4));

    private static GradientCheckOptions With(GradientRule tanh)
    {
        var registry = new GradientRegistry();
        registry.Add("Tanh", 13, tanh);
        return new() { Registry = registry };
    }

    private static void RightTanh(GradientContext c)
    {
        var b = c.Builder;
        var square = b.Add("Mul", [c.Output(), c.Output()]);
        c.Give(0, b.Add("Mul", [c.OutputGradient()!, b.Add("Sub", [b.Scalar(1f), square])]));
    }
}
