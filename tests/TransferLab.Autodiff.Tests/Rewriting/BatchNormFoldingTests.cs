using TransferLab.Autodiff.Rewriting;
using TransferLab.Onnx;
using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rewriting;

public class BatchNormFoldingTests
{
    private const long Opset = 20;
    private static readonly string[] s_parameters = ["scale", "bias", "mean", "variance"];

    /// <summary>Operator, groups, kernel, convolution bias, and which of the tensors are trainable inputs.</summary>
    public static TheoryData<string, int, int, bool, string> Networks => new()
    {
        { "Conv", 1, 3, false, "" },
        { "Conv", 1, 3, true, "" },
        { "Conv", 2, 3, true, "" },
        { "Conv", 6, 3, false, "w scale bias" },
        { "Conv", 1, 3, false, "w scale bias" },
        { "Conv", 1, 3, true, "w b scale bias" },
        { "Conv", 1, 3, true, "w scale bias" },
        { "Conv", 1, 3, true, "b" },
        { "Conv", 1, 3, false, "w" },
        { "Conv", 1, 3, false, "bias" },
        { "Conv", 1, 1, false, "scale bias" },
        { "Conv", 2, 1, true, "w scale" },
        { "Conv", 1, 3, true, "w scale bias mean variance" },
        { "ConvTranspose", 1, 3, true, "" },
        { "ConvTranspose", 1, 3, false, "w scale bias" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_folded_network_computes_the_same_and_has_no_normalisation_left(string op, int groups, int kernel, bool convolutionBias, string trainable)
    {
        var (model, feeds) = Network(op, groups, kernel, convolutionBias, trainable.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var folded = model.Clone();
        Assert.Equal((1, 0), BatchNormFolding.Apply(folded.Graph, Opset));
        Assert.DoesNotContain(folded.Graph.Nodes, n => n.Is("BatchNormalization"));
        Same(model, folded, feeds, "y");
    }

    [Fact]
    public void A_constant_convolution_is_folded_offline_into_one_node_and_its_old_parameters_go()
    {
        var (model, _) = Network("Conv", 1, 3, true, []);
        BatchNormFolding.Apply(model.Graph, Opset);
        Assert.Equal("Conv", Assert.Single(model.Graph.Nodes).OpType);
        Assert.Equal(2, model.Graph.Initializers.Count);
    }

    [Fact]
    public void A_trainable_scale_gets_its_gradient_from_the_weight_gradient_without_another_pass_over_activations()
    {
        var (model, _) = Network("Conv", 1, 3, false, ["w", "scale", "bias"]);
        BatchNormFolding.Apply(model.Graph, Opset);
        var multiplied = model.Graph.Nodes.Where(n => n.Is("Mul"));
        Assert.All(multiplied, n => Assert.DoesNotContain("x", n.Inputs));
        Assert.Single(model.Graph.Nodes, n => n.Is("Conv"));
    }

    [Fact]
    public void A_constant_3x3_weight_with_a_trainable_scale_stays_constant()
    {
        var (model, feeds) = Network("Conv", 1, 3, false, ["scale", "bias"]);
        var rewritten = model.Clone();
        Assert.Equal((0, 1), BatchNormFolding.Apply(rewritten.Graph, Opset));
        Assert.Contains(rewritten.Graph.Nodes, n => n.Is("Conv") && rewritten.Graph.Initializers.ContainsKey(n.Inputs[1]));
        Same(model, rewritten, feeds, "y");
    }

    [Fact]
    public void A_normalisation_of_a_value_that_others_read_becomes_a_multiplication_and_an_addition()
    {
        var (model, feeds) = Network("Conv", 1, 3, true, []);
        model.Graph.Nodes.Add(new Node("Add", ["between", "y"], ["z"]));
        model.Graph.Outputs[0] = new ValueInfo("z", ElementType.Float, null);
        var rewritten = model.Clone();
        Assert.Equal((0, 1), BatchNormFolding.Apply(rewritten.Graph, Opset));
        Assert.Equal(["Conv", "Mul", "Add", "Add"], rewritten.Graph.Nodes.Select(n => n.OpType));
        Same(model, rewritten, feeds, "z");
    }

    [Fact]
    public void A_convolution_that_is_a_graph_output_is_left_alone()
    {
        var (model, feeds) = Network("Conv", 1, 3, true, []);
        model.Graph.Outputs.Add(new ValueInfo("between", ElementType.Float, null));
        var rewritten = model.Clone();
        Assert.Equal((0, 1), BatchNormFolding.Apply(rewritten.Graph, Opset));
        Same(model, rewritten, feeds, "between");
    }

    [Fact]
    public void A_normalisation_in_training_mode_is_left_alone()
    {
        var (model, _) = Network("Conv", 1, 3, true, []);
        model.Graph.Nodes[1].Set(NodeAttribute.Int("training_mode", 1));
        Assert.Equal((0, 0), BatchNormFolding.Apply(model.Graph, Opset));
        Assert.Equal(["Conv", "BatchNormalization"], model.Graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void Initializers_that_other_nodes_share_stay()
    {
        var (model, feeds) = Network("Conv", 1, 3, false, []);
        // Exporters share equal tensors, e.g. a zero bias that is a running mean too.
        model.Graph.Nodes[1].Inputs[3] = "bias";
        model.Graph.Nodes.Add(new Node("Conv", ["x", "w", "bias"], ["second"], NodeAttribute.Ints("pads", 1, 1, 1, 1)));
        model.Graph.Nodes.Add(new Node("Add", ["second", "y"], ["z"]));
        model.Graph.Outputs[0] = new ValueInfo("z", ElementType.Float, null);
        var folded = model.Clone();
        Assert.Equal((1, 0), BatchNormFolding.Apply(folded.Graph, Opset));
        Same(model, folded, feeds, "z");
    }

    [Fact]
    public void Normalisation_before_any_convolution_and_of_features_becomes_a_multiplication_and_an_addition()
    {
        foreach (int[] dims in (int[][])[[2, 6, 5, 4], [4, 6]])
        {
            var node = OneNode.Of("BatchNormalization").Input("x", NDArray.Random(1, -1, 1, dims)).Input("scale", NDArray.Random(2, -1, 1, 6))
                .Constant("bias", NDArray.Random(3, -1, 1, 6).ToTensor()).Constant("mean", NDArray.Random(4, -1, 1, 6).ToTensor())
                .Constant("variance", NDArray.Random(5, 0.5, 1, 6).ToTensor());
            var model = node.Model();
            var rewritten = model.Clone();
            Assert.Equal((0, 1), BatchNormFolding.Apply(rewritten.Graph, Opset));
            Same(model, rewritten, node.Feeds, "y0");
        }
    }

    [Fact]
    public void Folding_a_real_backbone_leaves_no_normalisation_and_the_same_outputs()
    {
        var model = OnnxModel.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var plain = model.Clone();
        var before = model.Graph.Nodes.Count(n => n.Is("BatchNormalization"));
        Assert.Equal((before, 0), BatchNormFolding.Apply(model.Graph, model.Opset));
        Assert.DoesNotContain(model.Graph.Nodes, n => n.Is("BatchNormalization"));
        float[] want = Features(plain), have = Features(model);
        var scale = want.Max(Math.Abs);
        for (var i = 0; i < want.Length; i++)
            Assert.Equal(want[i], have[i], 1e-4 * scale);
    }

    private static float[] Features(OnnxModel model)
    {
        var pixels = Array.ConvertAll(NDArray.Random(1, -1, 1, 1, 3, 224, 224).Values, v => (float)v);
        using var session = new InferenceSession(model.ToBytes());
        using var image = OrtValue.From<float>(pixels, [1, 3, 224, 224]);
        using var features = session.Run([new(session.Inputs[0].Name, image)], [session.Outputs[0].Name])[0];
        return features.Span<float>().ToArray();
    }

    private static void Same(OnnxModel expected, OnnxModel actual, IReadOnlyDictionary<string, NDArray> feeds, string output)
    {
        NDArray want = ReferenceInterpreter.Run(expected, feeds, [output])[output], have = ReferenceInterpreter.Run(actual, feeds, [output])[output];
        Assert.Equal(want.Dims, have.Dims);
        for (var i = 0; i < want.Count; i++)
            // Folded constants are rounded to single precision once more.
            Assert.Equal(want.Values[i], have.Values[i], 2e-6 * (1 + Math.Abs(want.Values[i])));
    }

    /// <summary>x [2,6,5,4] through a convolution to "between" and a normalisation to "y".</summary>
    private static (OnnxModel Model, Dictionary<string, NDArray> Feeds) Network(string op, int groups, int kernel, bool convolutionBias, string[] trainable)
    {
        var model = new OnnxModel("network", Opset) { IrVersion = 8 };
        var feeds = new Dictionary<string, NDArray>();
        Declare("x", NDArray.Random(1, -1, 1, 2, 6, 5, 4), feed: true);
        Declare("w", NDArray.Random(2, -1, 1, 6, 6 / groups, kernel, kernel));
        if (convolutionBias)
            Declare("b", NDArray.Random(3, -1, 1, 6));
        for (var i = 0; i < s_parameters.Length; i++)
            Declare(s_parameters[i], NDArray.Random(4 + i, i == 3 ? 0.5 : -1, 1.5, 6));
        var pad = kernel / 2;
        string[] inputs = convolutionBias ? ["x", "w", "b"] : ["x", "w"];
        model.Graph.Nodes.Add(new Node(op, inputs, ["between"], NodeAttribute.Int("group", groups), NodeAttribute.Ints("pads", pad, pad, pad, pad)));
        model.Graph.Nodes.Add(new Node("BatchNormalization", ["between", .. s_parameters], ["y"], NodeAttribute.Float("epsilon", 1e-3f)));
        model.Graph.Outputs.Add(new ValueInfo("y", ElementType.Float, null));
        return (model, feeds);

        void Declare(string name, NDArray value, bool feed = false)
        {
            if (!feed && !trainable.Contains(name))
            {
                model.Graph.Initializers.Add(name, value.ToTensor());
                return;
            }
            feeds.Add(name, value);
            model.Graph.Inputs.Add(new ValueInfo(name, ElementType.Float, Shape.Of(value.Dims.Select(d => (long)d))));
        }
    }
}
