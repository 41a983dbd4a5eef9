using TransferLab.Backbones;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Testing.Samples;

/// <summary>
/// A small network of the usual parts, 32×32 RGB in, 24 features out: a stem, an inverted residual with depthwise convolution, a strided block; batch-norm
/// throughout, ReLU6 and Relu. Random weights from a fixed seed.
/// </summary>
public static class TinyBackbone
{
    /// <summary>Input side in pixels.</summary>
    public const int Side = 32;

    /// <summary>What a command line would say of it.</summary>
    public static BackboneOptions Options { get; } = new() { Normalization = "tf" };

    /// <summary>Writes the file and returns its path.</summary>
    /// <param name="folder">Where to put <c>tiny.onnx</c>.</param>
    /// <param name="lastActivation">Operator of the last activation; one without a gradient rule makes the network partly untrainable.</param>
    public static string Write(string folder, string lastActivation = "Relu")
    {
        var path = Path.Combine(folder, "tiny.onnx");
        Create(lastActivation).Save(path);
        return path;
    }

    /// <summary>Builds the model.</summary>
    public static OnnxModel Create(string lastActivation = "Relu")
    {
        var model = new OnnxModel("tiny", 18);
        model.Graph.Inputs.Add(new ValueInfo("input", ElementType.Float, new Shape(Dim.Of("N"), 3, Side, Side)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var random = new Random(7);
        var zero = b.Scalar(0f);
        var six = b.Scalar(6f);
        var x = Relu6(ConvBn("stem", "input", 3, 8, 3, 2, 1));
        var expanded = Relu6(ConvBn("block1.expand", x, 8, 16, 1, 1, 1));
        var depthwise = Relu6(ConvBn("block1.depthwise", expanded, 16, 16, 3, 1, 16));
        x = b.AddNamed("block1", "Add", [x, ConvBn("block1.project", depthwise, 16, 8, 1, 1, 1)]);
        x = b.AddNamed("block2", lastActivation, [ConvBn("block2.conv", x, 8, 24, 3, 2, 1)]);
        x = b.Add("GlobalAveragePool", [x]);
        x = b.AddNamed("features", "Flatten", [x], NodeAttribute.Int("axis", 1));
        model.Graph.Outputs.Add(new ValueInfo(x, ElementType.Float, new Shape(Dim.Of("N"), 24)));
        return model;

        string Relu6(string value) => b.Add("Clip", [value, zero, six]);

        string ConvBn(string name, string input, int from, int to, int kernel, int stride, int group)
        {
            long[] dims = [to, from / group, kernel, kernel];
            var bound = MathF.Sqrt(6f / (from / group * kernel * kernel));
            model.Graph.Initializers.Add(name + ".weight", Tensor.From(Uniform(dims, -bound, bound), dims));
            model.Graph.Initializers.Add(name + ".bn.scale", Tensor.From(Uniform([to], 0.8f, 1.2f), to));
            model.Graph.Initializers.Add(name + ".bn.shift", Tensor.From(Uniform([to], -0.1f, 0.3f), to));
            model.Graph.Initializers.Add(name + ".bn.mean", Tensor.From(Uniform([to], -0.1f, 0.1f), to));
            model.Graph.Initializers.Add(name + ".bn.var", Tensor.From(Uniform([to], 0.5f, 1.5f), to));
            long pad = kernel / 2;
            var y = b.AddNamed(name, "Conv", [input, name + ".weight"], NodeAttribute.Ints("kernel_shape", kernel, kernel), NodeAttribute.Ints("strides", stride, stride),
                NodeAttribute.Ints("pads", pad, pad, pad, pad), NodeAttribute.Int("group", group));
            return b.AddNamed(name + ".bn", "BatchNormalization", [y, name + ".bn.scale", name + ".bn.shift", name + ".bn.mean", name + ".bn.var"]);
        }

        float[] Uniform(long[] dims, float low, float high) =>
            [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (p, q) => p * q)).Select(_ => low + (high - low) * random.NextSingle())];
    }
}
