using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Onnx;

namespace TransferLab.Tests.Backbones;

/// <summary>Writes small image networks with seeded random weights, in the forms exporters write them.</summary>
internal sealed class NetworkWriter
{
    private readonly Random _random = new(7);
    private readonly OnnxModel _model;
    private int _count;

    public NetworkWriter(long opset = 17, int size = 16, int channels = 3)
    {
        _model = new OnnxModel("network", opset);
        Graph.Inputs.Add(new ValueInfo("input", ElementType.Float, new Shape(Dim.Of("batch"), channels, size, size)));
    }

    public Graph Graph => _model.Graph;

    public string Weights(string name, params long[] dims)
    {
        var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
        foreach (ref var v in values.AsSpan())
            v = (float)((_random.NextDouble() - 0.5) * 0.6);
        return Constant(name, Tensor.From(values, dims));
    }

    public string Constant(string name, Tensor tensor)
    {
        Graph.Initializers.Add(name, tensor);
        return name;
    }

    public string Node(string op, string[] inputs, params NodeAttribute[] attributes) => Named($"{op.ToLowerInvariant()}{++_count}", op, inputs, attributes);

    public string Named(string output, string op, string[] inputs, params NodeAttribute[] attributes)
    {
        Graph.Nodes.Add(new Node(op, inputs, [output], attributes));
        return output;
    }

    public string Conv(string x, int from, int to, int kernel = 3, int stride = 1, int group = 1, bool bias = true, string? name = null)
    {
        name ??= $"conv{++_count}";
        string[] inputs = [x, Weights($"{name}.weight", to, from / group, kernel, kernel), .. bias ? [Weights($"{name}.bias", to)] : Array.Empty<string>()];
        var pad = kernel / 2;
        return Named(name, "Conv", inputs, NodeAttribute.Ints("pads", pad, pad, pad, pad), NodeAttribute.Ints("strides", stride, stride), NodeAttribute.Int("group", group));
    }

    public string BatchNorm(string x, int channels)
    {
        var name = $"bn{++_count}";
        return Named(name, "BatchNormalization", [x, Weights($"{name}.scale", channels), Weights($"{name}.shift", channels), Weights($"{name}.mean", channels),
            Constant($"{name}.var", Tensor.Filled(1f, channels))]);
    }

    public string Relu(string x) => Node("Relu", [x]);

    public string ConvBnRelu(string x, int from, int to, int kernel = 3, int stride = 1) => Relu(BatchNorm(Conv(x, from, to, kernel, stride, bias: false), to));

    public string Residual(string x, int channels) => Relu(Node("Add", [BatchNorm(Conv(ConvBnRelu(x, channels, channels), channels, channels, bias: false), channels), x]));

    public string Downsample(string x, int from, int to) =>
        Relu(Node("Add", [BatchNorm(Conv(ConvBnRelu(x, from, to, stride: 2), to, to, bias: false), to), BatchNorm(Conv(x, from, to, 1, 2, bias: false), to)]));

    public string Linear(string x, int from, int to)
    {
        var name = $"linear{++_count}";
        return Named(name, "Gemm", [x, Weights($"{name}.weight", to, from), Weights($"{name}.bias", to)], NodeAttribute.Int("transB", 1));
    }

    /// <summary>Linear layer on tokens as exporters write it: MatMul with a transposed weight, then Add of the bias.</summary>
    public string TokenLinear(string x, int from, int to)
    {
        var name = $"linear{++_count}";
        return Named(name, "Add", [Weights($"{name}.bias", to), Node("MatMul", [x, Weights($"{name}.weight", from, to)])]);
    }

    public string LayerNorm(string x, int features)
    {
        var name = $"ln{++_count}";
        return Named(name, "LayerNormalization", [x, Weights($"{name}.scale", features), Weights($"{name}.shift", features)], NodeAttribute.Int("axis", -1));
    }

    public string PoolAndFlatten(string x) => Node("Flatten", [Node("GlobalAveragePool", [x])], NodeAttribute.Int("axis", 1));

    public OnnxModel Done(params string[] outputs)
    {
        foreach (var output in outputs)
            Graph.Outputs.Add(new ValueInfo(output, ElementType.Float, null));
        return _model;
    }

    public static Backbone Load(OnnxModel model, BackboneOptions? options = null) =>
        BackboneLoader.Build(model, "network", "00", options ?? new BackboneOptions { Normalization = "imagenet" });

    /// <summary>A residual network with a stem and three stages, classifier on top. Size 16.</summary>
    public static OnnxModel ResNet(bool softmax = false)
    {
        var w = new NetworkWriter();
        var x = w.ConvBnRelu("input", 3, 4);
        x = w.Residual(w.Residual(x, 4), 4);
        x = w.Residual(w.Downsample(x, 4, 6), 6);
        x = w.Residual(w.Downsample(x, 6, 8), 8);
        x = w.Linear(w.PoolAndFlatten(x), 8, 10);
        return w.Done(softmax ? w.Node("Softmax", [x], NodeAttribute.Int("axis", 1)) : x);
    }

    /// <summary>A plain pre-norm vision transformer with a class token: 16 patches, width 8, the given number of blocks.</summary>
    public static OnnxModel Transformer(int blocks)
    {
        const int width = 8;
        var w = new NetworkWriter();
        var x = w.Conv("input", 3, width, 4, 4, name: "patch");
        w.Graph.Nodes[^1].Set(NodeAttribute.Ints("pads", 0, 0, 0, 0));
        x = w.Node("Reshape", [x, w.Constant("to_tokens", Tensor.Vector(0, width, -1))]);
        x = w.Node("Transpose", [x], NodeAttribute.Ints("perm", 0, 2, 1));
        var batch = w.Node("Gather", [w.Node("Shape", ["input"]), w.Constant("first", Tensor.Vector(0))]);
        var token = w.Node("Expand", [w.Weights("class_token", 1, 1, width), w.Node("Concat", [batch, w.Constant("rest", Tensor.Vector(1, width))], NodeAttribute.Int("axis", 0))]);
        x = w.Node("Concat", [token, x], NodeAttribute.Int("axis", 1));
        x = w.Node("Add", [x, w.Weights("positions", 1, 17, width)]);
        for (var b = 0; b < blocks; b++)
        {
            var n = w.LayerNorm(x, width);
            string q = w.TokenLinear(n, width, width), k = w.TokenLinear(n, width, width), v = w.TokenLinear(n, width, width);
            var scores = w.Node("MatMul", [q, w.Node("Transpose", [k], NodeAttribute.Ints("perm", 0, 2, 1))]);
            scores = w.Node("Mul", [scores, w.Constant($"scale{b}", Tensor.Scalar(0.35f))]);
            var attended = w.Node("MatMul", [w.Node("Softmax", [scores], NodeAttribute.Int("axis", -1)), v]);
            x = w.Named($"block{b}.attention", "Add", [x, w.TokenLinear(attended, width, width)]);
            x = w.Named($"block{b}.mlp", "Add", [x, w.TokenLinear(w.Relu(w.TokenLinear(w.LayerNorm(x, width), width, 2 * width)), 2 * width, width)]);
        }
        x = w.Node("Gather", [w.LayerNorm(x, width), w.Constant("zero", Tensor.Scalar(0L))], NodeAttribute.Int("axis", 1));
        return w.Done(w.Linear(x, width, 10));
    }
}
