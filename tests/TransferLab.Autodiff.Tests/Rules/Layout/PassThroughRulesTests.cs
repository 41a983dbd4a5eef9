using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class PassThroughRulesTests
{
    [Fact]
    public void Identity_passes() => OneNode.Of("Identity").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();

    [Fact]
    public void Dropout_outside_training_passes()
    {
        OneNode.Of("Dropout").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();
        OneNode.Of("Dropout").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Constant("ratio", Tensor.Scalar(0.3f)).Constant("training", Tensor.Scalar(false))
            .Check();
        OneNode.Of("Dropout").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Constant("ratio", Tensor.Scalar(0f)).Constant("training", Tensor.Scalar(true)).Check();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Dropout_in_training_scales_what_its_mask_kept(bool runtimeFlag)
    {
        var model = new OnnxModel("dropout", 20);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.Graph.Initializers.Add("ratio", Tensor.Scalar(0.25f));
        if (runtimeFlag)
            model.Graph.Inputs.Add(new ValueInfo("training", ElementType.Bool, Shape.Scalar));
        else
            model.Graph.Initializers.Add("training", Tensor.Scalar(true));
        model.Graph.Nodes.Add(new Node("Dropout", ["x", "ratio", "training"], ["y"]));
        var builder = new GraphBuilder(model.Graph, ShapeTable.Infer(model));
        var loss = builder.Add("ReduceSum", ["y"], NodeAttribute.Int("keepdims", 0));
        var gradient = GradientBuilder.Build(builder, loss, ["x"])["x"];

        // The random node is taken out and its mask fed.
        var mask = model.Graph.Nodes[0].Outputs[1];
        model.Graph.Nodes.RemoveAt(0);
        var feeds = new Dictionary<string, NDArray> { ["x"] = NDArray.Random(1, -1, 1, 2, 3), [mask] = new(ElementType.Bool, [1, 0, 1, 1, 0, 1], 2, 3) };
        if (runtimeFlag)
            feeds.Add("training", new NDArray(ElementType.Bool, [1]));
        var values = ReferenceInterpreter.Run(model, feeds, [gradient])[gradient].Values;
        Assert.Equal([4 / 3.0, 0, 4 / 3.0, 4 / 3.0, 0, 4 / 3.0], values, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Cast_to_the_same_kind_passes() =>
        OneNode.Of("Cast", NodeAttribute.Int("to", (long)ElementType.Double)).Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();

    [Fact]
    public void A_cast_to_integers_and_back_stops_and_is_named()
    {
        var graph = new Graph("cast");
        graph.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(2, 3)));
        graph.Nodes.Add(new Node("Cast", ["x"], ["whole"], NodeAttribute.Int("to", (long)ElementType.Int64)));
        graph.Nodes.Add(new Node("Cast", ["whole"], ["back"], NodeAttribute.Int("to", (long)ElementType.Float)) { Name = "back" });
        graph.Nodes.Add(new Node("ReduceSum", ["back"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        Assert.Equal(["back"], GradientBuilder.FindUnsupported(graph, 20, "loss", ["x"]).Select(n => n.Name));
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 3 }, new[] { 2, 3 }, new[] { 1 })]
    [InlineData(new[] { 2, 1 }, new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 3 }, new int[0], new int[0])]
    public void Where_gives_to_the_side_that_was_chosen(int[] condition, int[] a, int[] b)
    {
        var random = new Random(7);
        var choice = NDArray.Zeros(ElementType.Bool, condition);
        for (var i = 0; i < choice.Count; i++)
            choice.Values[i] = random.Next(2);
        OneNode.Of("Where").StaticBatch().Fixed("condition", choice).Input("a", NDArray.Random(1, -1, 1, a)).Input("b", NDArray.Random(2, -1, 1, b)).Check();
    }
}
