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

    /// <summary><c>y = x + bias</c>, where bias is an initializer (10) that the model lists as an input too.</summary>
    public static byte[] WithDefault()
    {
        var model = new OnnxModel("default", 17);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(1)));
        graph.Inputs.Add(new ValueInfo("bias", ElementType.Float, Shape.Of(1)));
        graph.Initializers.Add("bias", Tensor.From<float>([10], 1));
        graph.Nodes.Add(new Node("Add", ["x", "bias"], ["y"]));
        graph.Outputs.Add(new ValueInfo("y", ElementType.Float, Shape.Of(1)));
        return model.ToBytes();
    }

    /// <summary>A model whose one output <c>s</c> is a sequence; written by hand, since TransferLab.Onnx describes tensors only.</summary>
    public static byte[] SequenceOutput()
    {
        byte[] tensor = [0x0A, 2, 0x08, 1]; // TypeProto { tensor_type { elem_type: FLOAT } }
        byte[] vector = [0x0A, 8, 0x08, 1, .. Field(0x12, Field(0x0A, [0x08, 2]))]; // the same with shape { dim { dim_value: 2 } }
        var node = Field(0x0A, [.. Text(0x0A, "x"), .. Text(0x12, "s"), .. Text(0x22, "SequenceConstruct")]);
        var input = Field(0x5A, [.. Text(0x0A, "x"), .. Field(0x12, vector)]);
        var output = Field(0x62, [.. Text(0x0A, "s"), .. Field(0x12, Field(0x22, Field(0x0A, tensor)))]);
        return [0x08, 8, .. Field(0x3A, [.. node, .. Text(0x12, "g"), .. input, .. output]), .. Field(0x42, [0x10, 17])];

        static byte[] Field(byte tag, byte[] content) => [tag, (byte)content.Length, .. content];
        static byte[] Text(byte tag, string text) => Field(tag, System.Text.Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Feeds as <see cref="InferenceSession.Run"/> takes them.</summary>
    public static KeyValuePair<string, OrtValue>[] Feeds(params (string Name, OrtValue Value)[] feeds) =>
        [.. feeds.Select(f => KeyValuePair.Create(f.Name, f.Value))];
}
