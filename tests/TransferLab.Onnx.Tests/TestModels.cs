using TransferLab.Onnx.Editing;

namespace TransferLab.Onnx.Tests;

internal static class TestModels
{
    /// <summary>x → Conv → a → Conv → b, b + x → y → Relu → z.</summary>
    public static OnnxModel Residual()
    {
        var model = new OnnxModel("residual", 18);
        var g = model.Graph;
        g.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 4, 8, 8)));
        g.Initializers.Add("w1", Tensor.Filled(0.5f, 4, 4, 1, 1));
        g.Initializers.Add("w2", Tensor.Filled(0.25f, 4, 4, 1, 1));
        g.Nodes.Add(new Node("Conv", ["x", "w1"], ["a"]));
        g.Nodes.Add(new Node("Conv", ["a", "w2"], ["b"]));
        g.Nodes.Add(new Node("Add", ["b", "x"], ["y"]));
        g.Nodes.Add(new Node("Relu", ["y"], ["z"]));
        g.Outputs.Add(new ValueInfo("z", ElementType.Float, new Shape(Dim.Of("N"), 4, 8, 8)));
        return model;
    }

    /// <summary>A vision transformer in miniature as exporters write it with a fixed batch of one: patches, class token, attention, class head.</summary>
    public static OnnxModel Transformer()
    {
        var model = new OnnxModel("transformer", 18);
        var g = model.Graph;
        g.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(1, 3, 8, 8)));
        g.Initializers.Add("patch", Random(1, 6, 3, 4, 4));
        g.Initializers.Add("token", Random(2, 1, 1, 6));
        g.Initializers.Add("position", Random(3, 1, 5, 6));
        g.Initializers.Add("qkv", Random(4, 6, 6));
        g.Initializers.Add("head", Random(5, 6, 2));
        g.Initializers.Add("flat", Tensor.Vector(1, 6, 4));
        g.Initializers.Add("heads", Tensor.Vector(1, 5, 2, 3));
        g.Initializers.Add("joined", Tensor.Vector(1, 5, 6));
        g.Initializers.Add("zero", Tensor.Scalar(0L));
        g.Nodes.Add(new Node("Conv", ["x", "patch"], ["p"], NodeAttribute.Ints("strides", 4, 4)));
        g.Nodes.Add(new Node("Reshape", ["p", "flat"], ["f"]));
        g.Nodes.Add(new Node("Transpose", ["f"], ["t"], NodeAttribute.Ints("perm", 0, 2, 1)));
        g.Nodes.Add(new Node("Concat", ["token", "t"], ["c"], NodeAttribute.Int("axis", 1)));
        g.Nodes.Add(new Node("Add", ["c", "position"], ["e"]));
        g.Nodes.Add(new Node("MatMul", ["e", "qkv"], ["m"]));
        g.Nodes.Add(new Node("Reshape", ["m", "heads"], ["h"]));
        g.Nodes.Add(new Node("Transpose", ["h"], ["q"], NodeAttribute.Ints("perm", 0, 2, 1, 3)));
        g.Nodes.Add(new Node("Transpose", ["h"], ["k"], NodeAttribute.Ints("perm", 0, 2, 3, 1)));
        g.Nodes.Add(new Node("MatMul", ["q", "k"], ["qk"]));
        g.Nodes.Add(new Node("Softmax", ["qk"], ["s"], NodeAttribute.Int("axis", -1)));
        g.Nodes.Add(new Node("MatMul", ["s", "q"], ["o"]));
        g.Nodes.Add(new Node("Transpose", ["o"], ["ot"], NodeAttribute.Ints("perm", 0, 2, 1, 3)));
        g.Nodes.Add(new Node("Reshape", ["ot", "joined"], ["j"]));
        g.Nodes.Add(new Node("Gather", ["j", "zero"], ["first"], NodeAttribute.Int("axis", 1)));
        g.Nodes.Add(new Node("MatMul", ["first", "head"], ["y"]));
        g.Outputs.Add(new ValueInfo("y", ElementType.Float, Shape.Of(1, 2)));
        g.ValueInfos.Add(new ValueInfo("j", ElementType.Float, Shape.Of(1, 5, 6)));
        return model;
    }

    /// <summary>The part of a model from its inputs up to a value.</summary>
    public static OnnxModel Prefix(OnnxModel model, string cut) => GraphCutter.Extract(model, [.. model.Graph.Feeds.Select(f => f.Name)], [cut]);

    /// <summary>The part of a model from a value to its outputs.</summary>
    public static OnnxModel Suffix(OnnxModel model, string cut) => GraphCutter.Extract(model, [cut], [.. model.Graph.Outputs.Select(o => o.Name)]);

    private static Tensor Random(int seed, params long[] dims)
    {
        var random = new Random(seed);
        return Tensor.From([.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)], dims);
    }
}
