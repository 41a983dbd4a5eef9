using Google.Protobuf;
using TransferLab.Onnx.Protos;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests;

public sealed class OnnxModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("transferlab-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("backbones/mobilenet_v1/mobilenet_v1_block12.onnx")]
    [InlineData("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx")]
    public void Saving_a_real_file_keeps_every_field(string relative)
    {
        var path = SharedData.Path(relative);
        var model = OnnxModel.Load(path);
        var again = OnnxModel.Parse(model.ToBytes());
        Assert.Equal(model.Graph.Nodes.Count, again.Graph.Nodes.Count);
        Assert.Equal(new FileInfo(path).Length, model.ToBytes().Length);
    }

    [Fact]
    public void Fields_that_are_not_known_survive_at_every_level()
    {
        var proto = ModelProto.Parser.ParseFrom(TestModels.Residual().ToBytes());
        proto.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "extra", T = new TensorProto { DataType = 1, Dims = { 1 }, FloatData = { 1f } } });
        var input = proto.Graph.Input[0].Type.TensorType.Shape;
        proto.Graph.SparseInitializer.Add(new SparseTensorProto { Values = new TensorProto { Name = "sparse" } });
        var marked = new List<string>();
        proto.MergeFrom(Mark("model"));
        proto.Graph.MergeFrom(Mark("graph"));
        proto.Graph.Node[0].MergeFrom(Mark("node"));
        proto.Graph.Node[0].Attribute[0].MergeFrom(Mark("attribute"));
        proto.Graph.Node[0].Attribute[0].T.MergeFrom(Mark("attribute tensor"));
        proto.Graph.Initializer[0].MergeFrom(Mark("initializer"));
        proto.Graph.Input[0].MergeFrom(Mark("value info"));
        proto.Graph.Input[0].Type.MergeFrom(Mark("type"));
        proto.Graph.Input[0].Type.TensorType.MergeFrom(Mark("tensor type"));
        input.MergeFrom(Mark("shape"));
        input.Dim[0].MergeFrom(Mark("dimension"));
        proto.OpsetImport[0].MergeFrom(Mark("operator set"));
        proto.Graph.SparseInitializer[0].MergeFrom(Mark("sparse"));
        var bytes = proto.ToByteArray();

        var model = OnnxModel.Parse(bytes);

        foreach (var saved in (byte[][])[model.ToBytes(), model.Clone().ToBytes()])
        {
            Assert.Equal(bytes.Length, saved.Length);
            var text = System.Text.Encoding.Latin1.GetString(saved);
            Assert.All(marked, m => Assert.Contains(m, text, StringComparison.Ordinal));
        }

        // Field 999, a string, is in no version of the format.
        byte[] Mark(string what)
        {
            marked.Add($"unknown {what}");
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
            {
                output.WriteTag(999, WireFormat.WireType.LengthDelimited);
                output.WriteString($"unknown {what}");
            }
            return stream.ToArray();
        }
    }

    [Fact]
    public void Large_tensors_saved_beside_the_model_come_back()
    {
        var model = TestModels.Residual();
        var large = Tensor.From(Enumerable.Range(0, 5000).Select(i => (float)i).ToArray(), 5000);
        model.Graph.Initializers.Add("large", large);
        model.Graph.Initializers.Add("second", Tensor.Filled(7L, 1000));
        var path = Path.Combine(_folder, "m.onnx");
        model.Save(path, "weights.bin");

        Assert.True(new FileInfo(path).Length < 4096);
        Assert.Equal(["m.onnx", "weights.bin"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        var again = OnnxModel.Load(path);
        Assert.Equal(model.Graph.Initializers.Keys, again.Graph.Initializers.Keys);
        Assert.All(model.Graph.Initializers, p => Assert.Equal(p.Value.Bytes.ToArray(), again.Graph.Initializers[p.Key].Bytes.ToArray()));
        // Loaded tensors stand on their own: saved again, all data is inside, and the first model is not touched.
        again.Save(path);
        File.Delete(Path.Combine(_folder, "weights.bin"));
        Assert.Equal(large.Bytes.ToArray(), OnnxModel.Load(path).Graph.Initializers["large"].Bytes.ToArray());
        Assert.Equal(model.ToBytes(), OnnxModel.Parse(model.ToBytes()).ToBytes());
    }

    [Fact]
    public void Tensors_inside_attributes_may_be_external_too()
    {
        File.WriteAllBytes(Path.Combine(_folder, "c.bin"), [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64]);
        var proto = ModelProto.Parser.ParseFrom(TestModels.Residual().ToBytes());
        proto.Graph.Node.Insert(0,
            new NodeProto { OpType = "Constant", Output = { "c" }, Attribute = { new AttributeProto { Name = "value", T = External("c.bin", "4", "8") } } });
        File.WriteAllBytes(Path.Combine(_folder, "m.onnx"), proto.ToByteArray());
        var constant = OnnxModel.Load(Path.Combine(_folder, "m.onnx")).Graph.Nodes[0].Tensor("value");
        Assert.Equal([1f, 2f], constant!.ToFloats());
        // Without a folder there is nothing to read from, which is an error once the tensor is asked for.
        Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(proto.ToByteArray()).Graph.Nodes[0].Tensor("value"));
    }

    [Theory]
    [InlineData("../secret.bin", "0", "8", "outside")]
    [InlineData("/etc/passwd", "0", "8", "outside")]
    [InlineData("missing.bin", "0", "8", "does not exist")]
    [InlineData("d.bin", "8", "8", "wants 8 bytes at 8")]
    [InlineData("d.bin", "0", "4", "has 4 bytes, not 8")]
    [InlineData("d.bin", "-1", "8", "no number")]
    [InlineData("d.bin", "9223372036854775807", "9223372036854775807", "wants")]
    [InlineData("a\0b", "0", "8", "a\0b")]
    public void Bad_references_to_external_data_are_refused(string location, string offset, string length, string reason)
    {
        File.WriteAllBytes(Path.Combine(_folder, "d.bin"), new byte[12]);
        var proto = ModelProto.Parser.ParseFrom(TestModels.Residual().ToBytes());
        var tensor = External(location, offset, length);
        tensor.Name = "t";
        proto.Graph.Initializer.Add(tensor);
        var path = Path.Combine(_folder, "m.onnx");
        File.WriteAllBytes(path, proto.ToByteArray());
        Assert.Contains(reason, Assert.Throws<OnnxFormatException>(() => OnnxModel.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_save_that_fails_leaves_neither_a_file_nor_a_changed_one()
    {
        var path = Path.Combine(_folder, "m.onnx");
        File.WriteAllText(path, "before");
        Directory.CreateDirectory(Path.Combine(_folder, "weights.bin"));
        Directory.CreateDirectory(Path.Combine(_folder, "weights.bin", "x"));
        Assert.ThrowsAny<Exception>(() => TestModels.Residual().Save(path, "weights.bin"));
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Throws<ArgumentException>(() => TestModels.Residual().Save(path, "../x"));
    }

    [Theory]
    [InlineData(0, 0, "ghost", "'ghost'")]
    [InlineData(1, 0, "z", "makes only later")]
    public void A_value_that_is_not_there_in_time_is_named(int node, int input, string value, string named)
    {
        var graph = TestModels.Residual().Graph;
        graph.Nodes[node].Inputs[input] = value;
        Assert.Contains(named, Assert.Throws<OnnxFormatException>(() => ModelValidator.Check(graph)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_made_twice_and_outputs_made_never_are_named()
    {
        var twice = TestModels.Residual().Graph;
        twice.Nodes[1].Outputs[0] = "a";
        Assert.Contains("'a'", Assert.Throws<OnnxFormatException>(() => ModelValidator.Check(twice)).Message, StringComparison.Ordinal);
        var never = TestModels.Residual().Graph;
        never.Outputs.Add(new ValueInfo("nowhere", ElementType.Float, null));
        Assert.Contains("'nowhere'", Assert.Throws<OnnxFormatException>(() => ModelValidator.Check(never)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_out_of_order_are_sorted_on_loading()
    {
        var model = TestModels.Residual();
        model.Graph.Nodes.Reverse();
        Assert.Equal(["Conv", "Conv", "Add", "Relu"], OnnxModel.Parse(model.ToBytes()).Graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void Multiples_of_a_symbol_survive_saving()
    {
        var model = TestModels.Residual();
        model.Graph.ValueInfos.Add(new ValueInfo("y", ElementType.Float, new Shape(Dim.Of("N", 49), Dim.Unknown, 7)));
        Assert.Equal(model.Graph.ValueInfos[0].Shape, OnnxModel.Parse(model.ToBytes()).Graph.ValueInfos[0].Shape);
    }

    private static TensorProto External(string location, string offset, string length) => new()
    {
        DataType = 1,
        Dims = { 2 },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData =
        {
            new StringStringEntryProto { Key = "location", Value = location },
            new StringStringEntryProto { Key = "offset", Value = offset },
            new StringStringEntryProto { Key = "length", Value = length },
        },
    };
}
