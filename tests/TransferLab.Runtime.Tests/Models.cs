using TransferLab.Onnx;

namespace TransferLab.Runtime.Tests;

/// <summary>Small models, built in code.</summary>
internal static class Models
{
    /// <summary><c>y = x · 2 + b</c> over [N,3], where b is an input of shape [3].</summary>
    public static byte[] Affine()
    {
        var model = new OnnxModel("affine", 17);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        graph.Inputs.Add(new ValueInfo("b", ElementType.Float, Shape.Of(3)));
        graph.Initializers.Add("two", Tensor.Scalar(2f));
        graph.Nodes.Add(new Node("Mul", ["x", "two"], ["doubled"]));
        graph.Nodes.Add(new Node("Add", ["doubled", "b"], ["y"]));
        graph.Outputs.Add(new ValueInfo("y", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        graph.Outputs.Add(new ValueInfo("doubled", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.SetMetadata("made by", "tests – ünïcode");
        return model.ToBytes();
    }

    /// <summary>Passes one tensor of a type through; dimensions are free.</summary>
    public static byte[] Identity(ElementType type, int rank = 1)
    {
        var model = new OnnxModel("identity", 17);
        var shape = new Shape(Enumerable.Range(0, rank).Select(i => Dim.Of("d" + i)));
        model.Graph.Inputs.Add(new ValueInfo("x", type, shape));
        model.Graph.Nodes.Add(new Node("Identity", ["x"], ["y"]));
        model.Graph.Outputs.Add(new ValueInfo("y", type, shape));
        return model.ToBytes();
    }

    /// <summary>A chain of matrix products that takes seconds: [size,size] to the power of <paramref name="length"/>, kept bounded by Tanh.</summary>
    public static byte[] Long(int size, int length)
    {
        var model = new OnnxModel("long", 17);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(size, size)));
        var value = "x";
        for (var i = 0; i < length; i++)
        {
            graph.Nodes.Add(new Node("MatMul", [value, "x"], [$"m{i}"]));
            graph.Nodes.Add(new Node("Tanh", [$"m{i}"], [value = $"t{i}"]));
        }
        graph.Outputs.Add(new ValueInfo(value, ElementType.Float, Shape.Of(size, size)));
        return model.ToBytes();
    }

    /// <summary>Feeds as <see cref="InferenceSession.Run"/> takes them.</summary>
    public static KeyValuePair<string, OrtValue>[] Feeds(params (string Name, OrtValue Value)[] feeds) =>
        [.. feeds.Select(f => KeyValuePair.Create(f.Name, f.Value))];
}
