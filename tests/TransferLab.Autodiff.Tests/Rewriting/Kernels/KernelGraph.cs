using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Runtime;
using TransferLab.Testing.Reference;
using Tensor = TransferLab.Onnx.Tensor;

namespace TransferLab.Autodiff.Tests.Rewriting.Kernels;

/// <summary>A small forward graph with its feeds, and the form of it that kernels run.</summary>
internal sealed class KernelGraph
{
    private readonly Dictionary<string, NDArray> _feeds = [];

    public KernelGraph() => Builder = new GraphBuilder(Model.Graph, new ShapeTable(Model.Graph, 18));

    public OnnxModel Model { get; } = new("graph", 18);

    public GraphBuilder Builder { get; }

    /// <summary>An input; its first dimension is open where it is batched.</summary>
    public string In(string name, bool batched, params int[] dims)
    {
        var shape = Shape.Of(dims.Select(d => (long)d));
        return In(name, NDArray.Random(_feeds.Count + 1, -1, 1, dims), batched ? shape.With(0, Dim.Of("N")) : shape);
    }

    public string In(string name, NDArray value, Shape shape)
    {
        Model.Graph.Inputs.Add(new ValueInfo(name, value.Type, shape));
        Builder.Shapes.Set(name, value.Type, shape);
        _feeds.Add(name, value);
        return name;
    }

    public string Image(int channels = 4, int size = 6) => In("image", batched: true, 2, channels, size, size);

    public string Add(string op, string[] inputs, params NodeAttribute[] attributes) => Builder.Add(op, inputs, attributes);

    public string Conv(string x, int to, int kernel = 3, int group = 1, string? bias = null)
    {
        var from = (int)Builder.Shapes.Shape(x)[1].Value;
        var w = Builder.Constant(NDArray.Random(to * kernel, -0.5, 0.5, to, from / group, kernel, kernel).ToTensor(), "w");
        var pad = kernel / 2;
        return Add("Conv", bias is null ? [x, w] : [x, w, bias], NodeAttribute.Ints("pads", pad, pad, pad, pad), NodeAttribute.Int("group", group));
    }

    public string Const(float[] values, params long[] dims) => Builder.Constant(Tensor.From(values, dims));

    public KernelGraph Out(params string[] names)
    {
        foreach (var name in names)
            Model.Graph.Outputs.Add(new ValueInfo(name, Builder.Shapes.Type(name), Builder.Shapes.Shape(name)));
        return this;
    }

    /// <summary>The operators that are left when kernels have taken over what they can, <c>+</c> before those of kernels; outputs must be those of the plain graph.</summary>
    /// <param name="kernels">What they may take.</param>
    /// <param name="weights">Inputs that are weights; null takes over what is frozen too.</param>
    public string Operators(KernelOperators kernels = KernelOperators.All, string[]? weights = null) => string.Join(' ', Rewritten(kernels, weights).Graph.Nodes
        .Select(n => (n.Domain == "transferlab" ? "+" : "") + n.OpType));

    public OnnxModel Rewritten(KernelOperators kernels = KernelOperators.All, string[]? weights = null)
    {
        var model = Model.Clone();
        var taken = KernelRewriting.Apply(model, ShapeTable.Infer(model), kernels, weights);
        Assert.Equal(taken, model.Opsets.ContainsKey("transferlab"));
        string[] outputs = [.. Model.Graph.Outputs.Select(o => o.Name)];
        Assert.Equal(outputs, model.Graph.Outputs.Select(o => o.Name));
        foreach (var level in (GraphOptimization[])[GraphOptimization.None, GraphOptimization.All])
        {
            var expected = RuntimeRunner.Run(Model, _feeds, outputs, level);
            var actual = RuntimeRunner.Run(model, _feeds, outputs, level);
            foreach (var output in outputs)
            {
                Assert.Equal(expected[output].Dims, actual[output].Dims);
                Assert.All(expected[output].Values.Zip(actual[output].Values), p => Assert.Equal(p.First, p.Second, 1e-5 * Math.Max(1, Math.Abs(p.First))));
            }
        }
        return model;
    }
}
