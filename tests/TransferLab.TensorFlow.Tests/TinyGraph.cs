using Google.Protobuf;
using TransferLab.Onnx;
using TransferLab.Runtime;
using TransferLab.TensorFlow.Graphs;
using TransferLab.TensorFlow.Protos;
using TransferLab.TensorFlow.Reading;
using TransferLab.TensorFlow.Tests.Reference;
using TransferLab.Testing.Reference;
using DataType = TransferLab.TensorFlow.Protos.DataType;
using TensorProto = TransferLab.TensorFlow.Protos.TensorProto;

namespace TransferLab.TensorFlow.Tests;

/// <summary>
/// Writes small TensorFlow graphs, and runs them both ways: converted by ONNX Runtime, and as they are by the plain loops of <see cref="NhwcReference"/>.
/// </summary>
internal sealed class TinyGraph
{
    private int _count;

    public GraphDef Def { get; } = new();

    /// <summary>The image, or whatever shape the graph starts from. A first dimension of -1 leaves the batch open.</summary>
    public string Input(params int[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(d => new TensorShapeProto.Types.Dim { Size = d }));
        return Add("Placeholder", "x", [], ("dtype", new() { Type = DataType.DtFloat }), ("shape", new() { Shape = shape }));
    }

    public string Floats(int seed, params int[] dims) => Const(NDArray.Random(seed, -1, 1, dims).ToTensor());

    public string Positive(int seed, params int[] dims) => Const(NDArray.Random(seed, 0.5, 1.5, dims).ToTensor());

    public string Scalar(float value) => Const(Tensor.Scalar(value));

    public string Int(int value) => Const(Tensor.Scalar(value));

    public string Ints(params int[] values) => Const(Tensor.From(values, values.Length));

    public string Const(Tensor tensor, string? name = null)
    {
        var type = tensor.Type switch
        {
            ElementType.Float => DataType.DtFloat,
            ElementType.Int64 => DataType.DtInt64,
            ElementType.Bool => DataType.DtBool,
            _ => DataType.DtInt32
        };
        var proto = new TensorProto { Dtype = type, TensorShape = new(), TensorContent = ByteString.CopyFrom(tensor.Bytes.Span) };
        proto.TensorShape.Dim.AddRange(tensor.Dims.Select(d => new TensorShapeProto.Types.Dim { Size = d }));
        return Add("Const", name ?? $"c{_count++}", [], ("dtype", new() { Type = type }), ("value", new() { Tensor = proto }));
    }

    public string Op(string op, string[] inputs, params (string Name, AttrValue Value)[] attributes) => Add(op, $"{op}_{_count++}", inputs, attributes);

    public string Add(string op, string name, string[] inputs, params (string Name, AttrValue Value)[] attributes)
    {
        var node = new NodeDef { Name = name, Op = op };
        node.Input.AddRange(inputs);
        foreach (var (key, value) in attributes)
            node.Attr[key] = value;
        Def.Node.Add(node);
        return name;
    }

    public static AttrValue List(params long[] values)
    {
        var list = new AttrValue.Types.ListValue();
        list.I.AddRange(values);
        return new() { List = list };
    }

    public static AttrValue Text(string value) => new() { S = ByteString.CopyFromUtf8(value) };

    public static AttrValue Bool(bool value) => new() { B = value };

    public static AttrValue Of(long value) => new() { I = value };

    public static AttrValue Of(float value) => new() { F = value };

    public static AttrValue Type(DataType type) => new() { Type = type };

    public OnnxModel Convert(TensorFlowOptions? options = null) => Convert(Def.ToByteArray(), options);

    public static OnnxModel Convert(byte[] bytes, TensorFlowOptions? options = null)
    {
        options ??= new();
        return TensorFlowModel.Convert(ModelReader.ReadGraph(bytes, options), options, "tiny");
    }

    /// <summary>Converts and runs the graph, and compares every output with the reference.</summary>
    /// <returns>The converted model.</returns>
    public OnnxModel Check(NDArray x, double tolerance = 1e-5)
    {
        var bytes = Def.ToByteArray();
        var graph = ModelReader.ReadGraph(bytes, new());
        var model = Convert(bytes);
        var actual = Run(model, x);
        foreach (var ((name, value), output) in graph.Outputs.Zip(model.Graph.Outputs))
            Same(NhwcReference.Evaluate(value, x), actual[output.Name], tolerance, name);
        return model;
    }

    /// <summary>Runs a converted model; an image batch is given in the order of the reference, channels last.</summary>
    public static IReadOnlyDictionary<string, NDArray> Run(OnnxModel model, NDArray x)
    {
        var feeds = new Dictionary<string, NDArray>();
        if (model.Graph.Feeds.FirstOrDefault() is { } input)
            feeds[input.Name] = input.Shape!.Rank == 4 && x.Rank == 4 && input.Shape[1] == Dim.Of(x.Dims[3]) ? NhwcReference.Permute(x, [0, 3, 1, 2]) : x;
        return RuntimeRunner.Run(model, feeds, [.. model.Graph.Outputs.Select(o => o.Name)], Runtime.GraphOptimization.All);
    }

    public static void Same(NDArray expected, NDArray actual, double tolerance, string what)
    {
        Assert.Equal(expected.Dims, actual.Dims);
        for (var i = 0; i < expected.Count; i++)
            Assert.True(Math.Abs(expected.Values[i] - actual.Values[i]) <= tolerance * Math.Max(1, Math.Abs(expected.Values[i])),
                $"{what}, element {i}: {actual.Values[i]} instead of {expected.Values[i]}");
    }
}
