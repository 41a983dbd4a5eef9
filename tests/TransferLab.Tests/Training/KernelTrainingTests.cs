using TransferLab.Autodiff;
using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Freezing;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Training;

/// <summary>The kernel form of a training graph is the plain form, up to rounding; and how many conversions of layouts stand in it.</summary>
public class KernelTrainingTests
{
    private const string Tiny = "tiny", ResNet = "resnet", Transformer = "transformer", MobileNet = "mobilenet";

    [Theory]
    [InlineData(Tiny, "full", BatchNormMode.Affine, false)]
    [InlineData(Tiny, "full", BatchNormMode.Frozen, true)]
    [InlineData(Tiny, "full", BatchNormMode.Train, false)]
    [InlineData(Tiny, "until:block1", BatchNormMode.Affine, true)]
    [InlineData(ResNet, "full", BatchNormMode.Affine, false)]
    [InlineData(ResNet, "full", BatchNormMode.Train, true)]
    [InlineData(Transformer, "full", BatchNormMode.Affine, false)]
    [InlineData(Transformer, "full", BatchNormMode.Affine, true)]
    public void Loss_and_gradients_are_those_of_the_plain_form_over_twenty_steps(string network, string freeze, BatchNormMode mode, bool openBatch)
    {
        var backbone = Load(network);
        using var plain = new TrainedForm(backbone, freeze, mode, KernelOperators.None, 6, openBatch);
        using var kernels = new TrainedForm(backbone, freeze, mode, KernelOperators.All, 6, openBatch);
        Assert.DoesNotContain(plain.Graph.Nodes, n => n.Domain.Length > 0);
        Assert.NotEqual(0, kernels.Graph.Nodes.Count(n => n.Domain == "transferlab"));
        for (var step = 0; step < 20; step++)
        {
            float expected = plain.Run(step), actual = kernels.Run(step);
            Assert.True(Math.Abs(expected - actual) <= 1e-5 * Math.Abs(expected), $"step {step}: loss {actual:R} instead of {expected:R}");
            var error = Distance(plain.Gradients, kernels.Gradients);
            Assert.True(error <= 1e-5, $"step {step}: the gradient is off by {error:E1} of its length");
            plain.Step();
            kernels.Step();
        }
    }

    /// <summary>Most multiply-adds of the small ResNet are in its stem and its strides: frozen, it is left to the runtime.</summary>
    [Fact]
    public void A_frozen_network_in_which_kernels_gain_nothing_has_none()
    {
        using var kernels = new TrainedForm(Load(ResNet), "linear-probe", BatchNormMode.Affine, KernelOperators.All, 6, openBatch: true);
        Assert.DoesNotContain(kernels.Graph.Nodes, n => n.Domain.Length > 0);
    }

    /// <summary>
    /// Of a step's ten million activations one now and then lies within rounding of the kink of its ReLU6, and passes a gradient in one form and none in the other: then
    /// gradients differ by up to 1e-3 of their length, as those of any two orders of summation do. Steps without one show what the kernels do.
    /// </summary>
    [Fact]
    public void Loss_and_gradients_of_a_real_network_are_those_of_the_plain_form()
    {
        var backbone = Load(MobileNet);
        using var plain = new TrainedForm(backbone, "full", BatchNormMode.Affine, KernelOperators.None, 2, openBatch: false);
        using var kernels = new TrainedForm(backbone, "full", BatchNormMode.Affine, KernelOperators.All, 2, openBatch: false);
        var errors = new List<double>();
        for (var step = 0; step < 20; step++)
        {
            float expected = plain.Run(step), actual = kernels.Run(step);
            Assert.True(Math.Abs(expected - actual) <= 1e-5 * Math.Abs(expected), $"step {step}: loss {actual:R} instead of {expected:R}");
            errors.Add(Distance(plain.Gradients, kernels.Gradients));
            plain.Step();
            kernels.TakeWeights(plain);
        }
        errors.Sort();
        Assert.True(errors[5] <= 2e-6 && errors[^1] <= 1e-2, string.Join(' ', errors.Select(e => e.ToString("E1", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData(Tiny, BatchNormMode.Affine, 0)]
    [InlineData(ResNet, BatchNormMode.Affine, 0)]
    [InlineData(MobileNet, BatchNormMode.Affine, 0)]
    // Before and behind each of the 25 batch normalisations, which take their statistics channels first.
    [InlineData(MobileNet, BatchNormMode.Train, 50)]
    public void Conversions_stand_only_at_the_edges(string network, BatchNormMode mode, int conversions)
    {
        var backbone = Load(network);
        foreach (var batch in (int?[])[4, null])
        {
            var (forward, options) = TrainedForm.Options(backbone, "full", mode, KernelOperators.All);
            var graph = TrainingGraph.Build(forward, options with { BatchSize = batch }).Model.Graph;
            Assert.Equal(conversions, graph.Nodes.Count(n => n.OpType is "ToChannelsLast" or "ToChannelsFirst" or "Transpose"));
        }
    }

    [Fact]
    public void Masks_and_additions_of_a_residual_network_are_all_taken_along()
    {
        var (forward, options) = TrainedForm.Options(Load(ResNet), "full", BatchNormMode.Affine, KernelOperators.All);
        var nodes = TrainingGraph.Build(forward, options).Model.Graph.Nodes;
        Assert.DoesNotContain(nodes, n => n.OpType is "Clamp" or "ClampGradient" or "Relu");
        Assert.Equal(8, nodes.Count(n => n.OpType == "Conv"));
        Assert.Equal(8, nodes.Count(n => n.OpType == "ConvGradient"));
        // Two blocks, two additions; forward an identity and a projection, backward the same.
        Assert.Equal(2, nodes.Count(n => n.OpType == "Conv" && n.HasInput(3)));
        Assert.Equal(2, nodes.Count(n => n.OpType == "ConvGradient" && n.HasInput(3)));
    }

    [Fact]
    public void A_transformer_has_one_node_per_layer_and_one_per_gradient()
    {
        var (forward, options) = TrainedForm.Options(Load(Transformer), "full", BatchNormMode.Affine, KernelOperators.All);
        // With an open batch the last addition stays: the mean's gradient is stretched to the shape of its part.
        var nodes = TrainingGraph.Build(forward, options with { BatchSize = 4 }).Model.Graph.Nodes;
        Assert.Equal(12, nodes.Count(n => n.OpType == "Linear"));
        Assert.Equal(12, nodes.Count(n => n.OpType == "LinearGradient"));
        Assert.Equal(2, nodes.Count(n => n.OpType == "GeluGradient"));
        Assert.Equal(4, nodes.Count(n => n.OpType == "LayerNormalizationGradient"));
        Assert.Equal(2, nodes.Count(n => n.OpType == "SoftmaxGradient"));
        // Residuals forward; backward what queries, keys, values, the first product of the MLP and the residual give to one input.
        Assert.Equal(4, nodes.Count(n => n.OpType == "Linear" && n.HasInput(3)));
        Assert.DoesNotContain(nodes, n => n.OpType is "Erf" or "ReduceSum" && n.Domain.Length == 0 && n.Inputs[0].Contains("block", StringComparison.Ordinal));
    }

    private static Backbone Load(string network)
    {
        using var folder = new TemporaryFolder();
        if (network == MobileNet)
            return BackboneLoader.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        if (network == Tiny)
            return BackboneLoader.Load(TinyBackbone.Write(folder.Path), TinyBackbone.Options);
        var path = Path.Combine(folder.Path, "network.onnx");
        (network == ResNet ? SmallResNet() : SmallTransformer()).Save(path);
        return BackboneLoader.Load(path, new BackboneOptions { Normalization = "imagenet" });
    }

    /// <summary>Stem 7×7, pooling, a block with an identity and one with a projection, a third without either, as ResNet-18 has them.</summary>
    private static OnnxModel SmallResNet()
    {
        var model = new OnnxModel("resnet", 18);
        model.Graph.Inputs.Add(new ValueInfo("input", ElementType.Float, new Shape(Dim.Of("N"), 3, 32, 32)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var random = new Random(5);
        var x = b.Add("Relu", [Conv("stem", "input", 3, 8, 7, 2)]);
        x = b.Add("MaxPool", [x], NodeAttribute.Ints("kernel_shape", 3, 3), NodeAttribute.Ints("strides", 2, 2), NodeAttribute.Ints("pads", 1, 1, 1, 1));
        var y = b.Add("Relu", [Conv("block1.conv1", x, 8, 8, 3, 1)]);
        x = b.AddNamed("block1", "Relu", [b.Add("Add", [Conv("block1.conv2", y, 8, 8, 3, 1), x])]);
        y = b.Add("Relu", [Conv("block2.conv1", x, 8, 16, 3, 2)]);
        y = Conv("block2.conv2", y, 16, 16, 3, 1);
        x = b.AddNamed("block2", "Relu", [b.Add("Add", [y, Conv("block2.down", x, 8, 16, 1, 2)])]);
        y = b.Add("Relu", [Conv("block3.conv1", x, 16, 16, 3, 1)]);
        x = b.AddNamed("block3", "Relu", [Conv("block3.conv2", y, 16, 16, 3, 1)]);
        x = b.AddNamed("features", "Flatten", [b.Add("GlobalAveragePool", [x])], NodeAttribute.Int("axis", 1));
        model.Graph.Outputs.Add(new ValueInfo(x, ElementType.Float, new Shape(Dim.Of("N"), 16)));
        return model;

        string Conv(string name, string input, int from, int to, int kernel, int stride)
        {
            var bound = MathF.Sqrt(6f / (from * kernel * kernel));
            Uniform(name + ".weight", -bound, bound, to, from, kernel, kernel);
            Uniform(name + ".scale", 0.8f, 1.2f, to);
            Uniform(name + ".shift", -0.1f, 0.3f, to);
            Uniform(name + ".mean", -0.1f, 0.1f, to);
            Uniform(name + ".var", 0.5f, 1.5f, to);
            long pad = kernel / 2;
            var y = b.Add("Conv", [input, name + ".weight"], NodeAttribute.Ints("strides", stride, stride), NodeAttribute.Ints("pads", pad, pad, pad, pad));
            return b.Add("BatchNormalization", [y, name + ".scale", name + ".shift", name + ".mean", name + ".var"]);
        }

        void Uniform(string name, float low, float high, params long[] dims) => model.Graph.Initializers.Add(name, Tensor.From(
            [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (p, q) => p * q)).Select(_ => low + ((high - low) * random.NextSingle()))], dims));
    }

    /// <summary>Patches of 8, two blocks of width 24 with 3 heads, norms in front, GELU by erf, as exporters write a vision transformer.</summary>
    private static OnnxModel SmallTransformer()
    {
        const int Width = 24, Heads = 3, Tokens = 16;
        var model = new OnnxModel("transformer", 18);
        model.Graph.Inputs.Add(new ValueInfo("input", ElementType.Float, new Shape(Dim.Of("N"), 3, 32, 32)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var random = new Random(6);
        var x = b.Add("Conv", ["input", Weight("patches", 0.1f, Width, 3, 8, 8)], NodeAttribute.Ints("strides", 8, 8));
        x = b.Add("Transpose", [b.Add("Reshape", [x, b.Ints(0, Width, Tokens)])], NodeAttribute.Ints("perm", 0, 2, 1));
        for (var i = 0; i < 2; i++)
        {
            var name = $"block{i}";
            var normal = Norm(name + ".norm1", x);
            var query = Heads4(name + ".query", normal, 0, 2, 1, 3);
            var key = Heads4(name + ".key", normal, 0, 2, 3, 1);
            var value = Heads4(name + ".value", normal, 0, 2, 1, 3);
            var attention = b.Add("Softmax", [b.Add("Mul", [b.Add("MatMul", [query, key]), b.Scalar(0.35f)])], NodeAttribute.Int("axis", -1));
            var mixed = b.Add("Transpose", [b.Add("MatMul", [attention, value])], NodeAttribute.Ints("perm", 0, 2, 1, 3));
            x = b.Add("Add", [x, Linear(name + ".out", b.Add("Reshape", [mixed, b.Ints(0, Tokens, Width)]), Width, Width)]);
            var hidden = Linear(name + ".mlp1", Norm(name + ".norm2", x), Width, 4 * Width);
            var erf = b.Add("Add", [b.Add("Erf", [b.Add("Div", [hidden, b.Scalar(1.4142135f)])]), b.Scalar(1)]);
            x = b.AddNamed(name, "Add", [x, Linear(name + ".mlp2", b.Add("Mul", [b.Add("Mul", [hidden, erf]), b.Scalar(0.5f)]), 4 * Width, Width)]);
        }
        x = b.AddNamed("features", "ReduceMean", [x, b.Ints(1)], NodeAttribute.Int("keepdims", 0));
        model.Graph.Outputs.Add(new ValueInfo(x, ElementType.Float, new Shape(Dim.Of("N"), Width)));
        return model;

        string Heads4(string name, string input, params long[] order) => b.Add("Transpose",
            [b.Add("Reshape", [Linear(name, input, Width, Width), b.Ints(0, Tokens, Heads, Width / Heads)])], NodeAttribute.Ints("perm", order));

        string Linear(string name, string input, int from, int to) =>
            b.Add("Add", [Weight(name + ".bias", 0.1f, to), b.Add("MatMul", [input, Weight(name + ".weight", MathF.Sqrt(3f / from), from, to)])]);

        string Norm(string name, string input) =>
            b.Add("LayerNormalization", [input, Weight(name + ".scale", 1, Width), Weight(name + ".shift", 0.1f, Width)], NodeAttribute.Int("axis", -1));

        string Weight(string name, float bound, params long[] dims)
        {
            model.Graph.Initializers.Add(name, Tensor.From(
                [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (p, q) => p * q)).Select(_ => bound * (2 * random.NextSingle() - 1))], dims));
            return name;
        }
    }

    private static double Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double difference = 0, length = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)expected[i] - actual[i], 2);
            length += Math.Pow(expected[i], 2);
        }
        return Math.Sqrt(difference / length);
    }
}
