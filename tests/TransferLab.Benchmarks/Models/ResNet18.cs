using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Benchmarks.Models;

/// <summary>
/// ResNet-18 (He et al. 2016) with random weights, written as an exporter would: convolutions without bias, batch-norm, Relu, residual Add.
/// Speed is measured on it, and what features are worth that have learnt nothing.
/// </summary>
internal static class ResNet18
{
    /// <summary>The network, and the values after the stem and each of the four stages.</summary>
    public static (OnnxModel Model, IReadOnlyList<string> GroupEnds) Create(int seed = 18, int size = 224)
    {
        var model = new OnnxModel("resnet18", 18);
        model.Graph.Inputs.Add(new ValueInfo("input", ElementType.Float, new Shape("N".AsDim(), 3, size, size)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var random = new Random(seed);
        var ends = new List<string>();
        var x = b.Add("Relu", [ConvBn("conv1", "input", 3, 64, 7, 2)]);
        ends.Add(x = b.Add("MaxPool", [x], NodeAttribute.Ints("kernel_shape", 3, 3), NodeAttribute.Ints("strides", 2, 2), NodeAttribute.Ints("pads", 1, 1, 1, 1)));
        var channels = 64;
        foreach (var (stage, width) in (ReadOnlySpan<(int, int)>)[(1, 64), (2, 128), (3, 256), (4, 512)])
        {
            for (var block = 0; block < 2; block++)
            {
                var stride = stage > 1 && block == 0 ? 2 : 1;
                var name = $"layer{stage}.{block}";
                var y = b.Add("Relu", [ConvBn(name + ".conv1", x, channels, width, 3, stride)]);
                y = ConvBn(name + ".conv2", y, width, width, 3, 1);
                var skip = stride == 1 && channels == width ? x : ConvBn(name + ".downsample", x, channels, width, 1, stride);
                x = b.Add("Relu", [b.Add("Add", [y, skip])]);
                channels = width;
            }
            ends.Add(x);
        }
        var pooled = b.Add("Flatten", [b.Add("GlobalAveragePool", [x])], NodeAttribute.Int("axis", 1));
        model.Graph.Outputs.Add(new ValueInfo(pooled, ElementType.Float, new Shape("N".AsDim(), 512)));
        return (model, ends);

        string ConvBn(string name, string input, int from, int to, int kernel, int stride)
        {
            var deviation = Math.Sqrt(2.0 / (from * kernel * kernel));
            var values = new float[(long)to * from * kernel * kernel];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(deviation * (random.NextDouble() * 2 - 1) * Math.Sqrt(3));
            model.Graph.Initializers.Add(name + ".weight", Tensor.From(values, to, from, kernel, kernel));
            foreach (var (part, value) in (ReadOnlySpan<(string, float)>)[("scale", 1f), ("shift", 0f), ("mean", 0f), ("var", 1f)])
                model.Graph.Initializers.Add($"{name}_bn.{part}", Tensor.Filled(value, to));
            long pad = kernel / 2;
            var y = b.AddNamed(name, "Conv", [input, name + ".weight"], NodeAttribute.Ints("kernel_shape", kernel, kernel), NodeAttribute.Ints("strides", stride, stride), NodeAttribute.Ints("pads", pad, pad, pad, pad));
            return b.AddNamed(name + "_bn", "BatchNormalization", [y, name + "_bn.scale", name + "_bn.shift", name + "_bn.mean", name + "_bn.var"], NodeAttribute.Float("epsilon", 1e-5f));
        }
    }

    private static Dim AsDim(this string symbol) => Dim.Of(symbol);
}
