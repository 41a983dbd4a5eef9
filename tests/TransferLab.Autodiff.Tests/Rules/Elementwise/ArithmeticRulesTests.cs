using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Elementwise;

public class ArithmeticRulesTests
{
    public static TheoryData<string, int[], int[]> Broadcasts()
    {
        var data = new TheoryData<string, int[], int[]>();
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean", "Pow"])
        {
            data.Add(op, [2, 3], [2, 3]);
            data.Add(op, [3, 4, 5], [5]);
            data.Add(op, [1, 3, 2, 3], [3, 1, 1]);
            data.Add(op, [2, 1, 3], [4, 1]);
            data.Add(op, [2, 3], []);
        }
        return data;
    }

    [Theory, MemberData(nameof(Broadcasts))]
    public void Gradients_match_differences_over_broadcasts(string op, int[] a, int[] b) =>
        OneNode.Of(op).Input("a", Positive(1, a)).Input("b", Positive(2, b), batched: b.Length == a.Length && b.Length > 0 && b[0] == a[0]).Check();

    [Theory, MemberData(nameof(Broadcasts))]
    public void The_smaller_side_may_stand_on_the_left(string op, int[] a, int[] b) =>
        OneNode.Of(op).StaticBatch().Input("b", Positive(3, b)).Input("a", Positive(4, a)).Check();

    [Theory]
    [InlineData("Sum"), InlineData("Mean"), InlineData("Max"), InlineData("Min")]
    public void Operators_of_many_inputs_give_to_each(string op)
    {
        OneNode.Of(op).Input("a", NDArray.Random(1, -1, 1, 2, 3, 2)).Input("b", NDArray.Random(2, -1, 1, 3, 1)).Input("c", NDArray.Random(3, -1, 1, 1, 1, 2))
            .Check();
        OneNode.Of(op).Input("a", NDArray.Random(1, -1, 1, 2, 3)).Check();
    }

    [Theory]
    [InlineData("Max"), InlineData("Min")]
    public void Extrema_against_a_constant_mask(string op) =>
        OneNode.Of(op).Input("a", NDArray.Random(1, -1, 1, 2, 3, 5)).Constant("b", Tensor.Scalar(0.1f)).Check();

    [Theory]
    [InlineData(0f), InlineData(1f), InlineData(2f), InlineData(3f), InlineData(0.5f), InlineData(-1.5f), InlineData(4f)]
    public void Powers_with_a_constant_exponent(float p) =>
        OneNode.Of("Pow").Input("x", Positive(1, 2, 3)).Constant("p", Tensor.Scalar(p)).Check();

    [Fact]
    public void Powers_with_a_constant_exponent_per_column_or_of_integers()
    {
        OneNode.Of("Pow").Input("x", Positive(1, 2, 3)).Constant("p", Tensor.From([0f, 2f, 1.5f], 3)).Check();
        OneNode.Of("Pow").Input("x", NDArray.Random(1, -2, 2, 2, 3)).Constant("p", Tensor.Scalar(3L)).Check();
    }

    [Fact]
    public void A_power_of_zero_has_finite_gradients() =>
        Assert.All(
            Gradients.Of(OneNode.Of("Pow").Input("x", NDArray.Float([0, 0], 2)).Input("p", NDArray.Float([2, 3], 2), batched: true))
                .SelectMany(g => g.Value.Values),
            v => Assert.Equal(0, v));

    [Fact]
    public void A_value_used_on_both_sides_gets_both_gradients()
    {
        var model = new OnnxModel("square", 20);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape("N".AsDim(), 3)));
        model.Graph.Nodes.Add(new Node("Mul", ["x", "x"], ["y"]));
        model.Graph.Outputs.Add(new ValueInfo("y", ElementType.Float, null));
        GradientCheck.Run(model, new Dictionary<string, NDArray> { ["x"] = NDArray.Random(1, -1, 1, 2, 3) }, ["x"]);
    }

    [Theory]
    [InlineData("Add"), InlineData("Sub"), InlineData("Mul"), InlineData("Div")]
    public void A_gradient_that_is_constant_along_stretched_axes_counts_every_element(string op)
    {
        // The mean hands back [N,C,1,1]; the channel-wise operand must still get the sum over all H*W elements.
        var model = new OnnxModel("pooled", 20);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape("N".AsDim(), 2, 3, 4)));
        model.Graph.Inputs.Add(new ValueInfo("b", ElementType.Float, Shape.Of(2, 1, 1)));
        model.Graph.Initializers.Add("axes", Tensor.Vector(2, 3));
        model.Graph.Nodes.Add(new Node(op, ["x", "b"], ["s"]));
        model.Graph.Nodes.Add(new Node("ReduceMean", ["s", "axes"], ["m"], NodeAttribute.Int("keepdims", 1)));
        model.Graph.Outputs.Add(new ValueInfo("m", ElementType.Float, null));
        var feeds = new Dictionary<string, NDArray> { ["x"] = Positive(1, 3, 2, 3, 4), ["b"] = Positive(2, 2, 1, 1) };
        GradientCheck.Run(model, feeds, ["x", "b"]);
    }

    [Fact]
    public void A_gradient_that_is_constant_along_the_batch_counts_every_sample()
    {
        var model = new OnnxModel("batch", 20);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape("N".AsDim(), 4)));
        model.Graph.Inputs.Add(new ValueInfo("b", ElementType.Float, Shape.Of(4)));
        model.Graph.Initializers.Add("axes", Tensor.Vector(0));
        model.Graph.Nodes.Add(new Node("Add", ["x", "b"], ["s"]));
        model.Graph.Nodes.Add(new Node("ReduceSum", ["s", "axes"], ["m"], NodeAttribute.Int("keepdims", 0)));
        model.Graph.Outputs.Add(new ValueInfo("m", ElementType.Float, null));
        GradientCheck.Run(model, new Dictionary<string, NDArray> { ["x"] = Positive(1, 3, 4), ["b"] = Positive(2, 4) }, ["x", "b"]);
    }

    private static NDArray Positive(int seed, params int[] dims) => NDArray.Random(seed, 0.5, 2, dims);

    [Theory]
    [InlineData("Neg", -2, 2), InlineData("Sqrt", 0.3, 3), InlineData("Exp", -2, 2), InlineData("Log", 0.2, 3), InlineData("Reciprocal", 0.4, 3)]
    [InlineData("Abs", -2, 2), InlineData("Sin", -3, 3), InlineData("Cos", -3, 3), InlineData("Tan", -1, 1), InlineData("Atan", -3, 3),
        InlineData("Erf", -2, 2)]
    public void Gradients_of_functions_match_differences(string op, double low, double high)
    {
        OneNode.Of(op).Input("x", NDArray.Random(1, low, high, 3, 5, 2)).Check();
        OneNode.Of(op).Input("x", NDArray.Random(2, low, high, 1)).Check();
        OneNode.Of(op).StaticBatch().Input("x", NDArray.Random(3, low, high)).Check();
    }
}
