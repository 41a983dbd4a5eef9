using TransferLab.Onnx;
using TransferLab.Testing.Reference;
using static TransferLab.Onnx.NodeAttribute;
using Tensor = TransferLab.Onnx.Tensor;

namespace TransferLab.Autodiff.Tests;

/// <summary>
/// A small network with its parameters and input as deterministic random feeds. The batch dimension is declared as <c>N</c>; parameters are graph inputs, as in
/// a training graph, and all of them are differentiated by.
/// </summary>
internal sealed class TestNetwork(long opset = 17)
{
    public const int Batch = 3;
    public const int Classes = 4;

    private readonly Dictionary<string, NDArray> _feeds = [];
    private readonly List<string> _parameters = [];
    private int _names;

    public OnnxModel Model { get; } = new OnnxModel("network", opset) { IrVersion = 8 };

    public IReadOnlyDictionary<string, NDArray> Feeds => _feeds;

    public IReadOnlyList<string> Parameters => _parameters;

    /// <summary>The picture, which no gradient is asked for: [N,channels,size,size].</summary>
    public string Image(int channels, int size) => Feed("image", NDArray.Random(99, -1, 1, Batch, channels, size, size), batched: true);

    public string Parameter(string name, double low, double high, params int[] dims)
    {
        _parameters.Add(name);
        return Feed(name, NDArray.Random(_parameters.Count, low, high, dims), batched: false);
    }

    public string Constant(Tensor value)
    {
        var name = $"constant{_names++}";
        Model.Graph.Initializers.Add(name, value);
        return name;
    }

    public string Ints(params long[] values) => Constant(Tensor.Vector(values));

    public string Add(string opType, string[] inputs, params NodeAttribute[] attributes) => Add(opType, 1, inputs, attributes)[0];

    public string[] Add(string opType, int outputs, string[] inputs, params NodeAttribute[] attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => $"{opType.ToLowerInvariant()}{_names++}")];
        Model.Graph.Nodes.Add(new Node(opType, inputs, names, attributes));
        return names;
    }

    /// <summary>A convolution with weights scaled so that activations keep their size.</summary>
    public string Conv(string x, string name, int from, int to, int kernel, int stride = 1, int group = 1, bool bias = false)
    {
        var limit = Math.Sqrt(3.0 / (from / group * kernel * kernel));
        var weight = Parameter($"{name}.weight", -limit, limit, to, from / group, kernel, kernel);
        string[] inputs = bias ? [x, weight, Parameter($"{name}.bias", -0.5, 0.5, to)] : [x, weight];
        var pad = kernel / 2;
        return Add("Conv", inputs, NodeAttribute.Ints("pads", pad, pad, pad, pad), NodeAttribute.Ints("strides", stride, stride), Int("group", group));
    }

    /// <summary>Batch normalisation whose scale and shift train and whose statistics are constants of the graph.</summary>
    public string FrozenBatchNorm(string x, string name, int channels)
    {
        var seed = _parameters.Count;
        var mean = Constant(NDArray.Random(seed + 500, -0.3, 0.3, channels).ToTensor());
        var variance = Constant(NDArray.Random(seed + 600, 0.5, 1.5, channels).ToTensor());
        return Add("BatchNormalization", [x, Parameter($"{name}.scale", 0.5, 1.5, channels), Parameter($"{name}.shift", -0.5, 0.5, channels), mean, variance]);
    }

    /// <summary>Batch normalisation in training form: statistics of the batch.</summary>
    public string TrainingBatchNorm(string x, string name, int channels) =>
        Add("BatchNormalization", 3, [x, Parameter($"{name}.scale", 0.5, 1.5, channels), Parameter($"{name}.shift", -0.5, 0.5, channels),
            Constant(Tensor.Filled(0f, channels)), Constant(Tensor.Filled(1f, channels))], Int("training_mode", 1))[0];

    public string Linear(string x, string name, int from, int to)
    {
        var limit = Math.Sqrt(3.0 / from);
        return Add("Add", [Add("MatMul", [x, Parameter($"{name}.weight", -limit, limit, from, to)]), Parameter($"{name}.bias", -0.5, 0.5, to)]);
    }

    /// <summary>Global average pool, fully connected layer, softmax cross-entropy: the end of every classifier.</summary>
    public void ClassifyPooled(string features, int channels)
    {
        var pooled = Add("Flatten", [Add("GlobalAveragePool", [features])]);
        var limit = Math.Sqrt(3.0 / channels);
        CrossEntropy(Add("Gemm", [pooled, Parameter("head.weight", -limit, limit, Classes, channels), Parameter("head.bias", -0.5, 0.5, Classes)],
            Int("transB", 1)));
    }

    /// <summary>Ends the network with the mean over the batch of -sum(targets * log softmax(logits)), as the output <c>loss</c>.</summary>
    public void CrossEntropy(string logits)
    {
        var targets = NDArray.Zeros(ElementType.Float, Batch, Classes);
        for (var n = 0; n < Batch; n++)
            targets[n, n % Classes] = 1;
        var product = Add("Mul", [Add("LogSoftmax", [logits], Int("axis", 1)), Feed("targets", targets, batched: true)]);
        var perImage = Add("ReduceSum", [product, Ints(1)], Int("keepdims", 0));
        Model.Graph.Nodes.Add(new Node("Neg", [Add("ReduceMean", [perImage], Int("keepdims", 0))], ["loss"]));
        Model.Graph.Outputs.Add(new ValueInfo("loss", ElementType.Float, Shape.Scalar));
    }

    /// <summary>
    /// Compares the gradients of all parameters with central differences on some elements each. A unit at the kink of its activation has no central
    /// difference, so one element in fifty may be off.
    /// </summary>
    public GradientReport Check() => GradientCheck.Run(Model, Feeds, Parameters, new() { MaxElements = 10, RuntimeTolerance = 5e-4, Outliers = 0.02 });

    private string Feed(string name, NDArray value, bool batched)
    {
        var shape = Shape.Of(value.Dims.Select(d => (long)d));
        Model.Graph.Inputs.Add(new ValueInfo(name, value.Type, batched ? shape.With(0, Dim.Of("N")) : shape));
        _feeds.Add(name, value);
        return name;
    }
}
