using Google.Protobuf;
using TransferLab.Onnx;
using TransferLab.TensorFlow.Checkpoints;
using TransferLab.TensorFlow.Graphs;
using TransferLab.TensorFlow.Protos;
using TransferLab.TensorFlow.Reading;
using TransferLab.TensorFlow.Tests.Reference;
using TransferLab.Testing;
using TransferLab.Testing.Reference;
using static TransferLab.TensorFlow.Tests.TinyGraph;
using DataType = TransferLab.TensorFlow.Protos.DataType;
using TensorProto = TransferLab.TensorFlow.Protos.TensorProto;

namespace TransferLab.TensorFlow.Tests.Reading;

/// <summary>SavedModels of both generations, written here: variables over several shards, nested functions, restore operations.</summary>
public class SavedModelTests
{
    private static readonly Tensor s_kernel = NDArray.Random(1, -1, 1, 3, 3, 3, 4).ToTensor(), s_bias = NDArray.Random(2, -1, 1, 4).ToTensor();
    private static readonly NDArray s_image = NDArray.Random(3, -1, 1, 2, 5, 6, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Functions_are_inlined_and_variables_come_from_the_keys_that_restoring_would_assign(int shards)
    {
        using var folder = new TemporaryFolder();
        WriteSecond(folder, shards);
        var model = TensorFlowModel.Load(folder.Path);
        Check(model);
        Assert.Equal("image", model.Graph.Feeds.Single().Name);
        Assert.Contains("layer/kernel", model.Graph.Initializers.Keys);
    }

    [Fact]
    public void Variables_of_TensorFlow_1_come_by_name()
    {
        using var folder = new TemporaryFolder();
        var graph = new TinyGraph();
        graph.Input(-1, 5, 6, 3);
        graph.Add("VariableV2", "layer/kernel", [], ("dtype", Type(DataType.DtFloat)));
        graph.Add("VariableV2", "layer/bias", [], ("dtype", Type(DataType.DtFloat)));
        graph.Add("Identity", "layer/kernel/read", ["layer/kernel"]);
        graph.Add("Conv2D", "conv", ["x", "layer/kernel/read"], ("padding", Text("SAME")), ("strides", List(1, 1, 1, 1)));
        graph.Add("BiasAdd", "y", ["conv", "layer/bias"]);
        Write(folder, graph.Def, "x:0", "y:0");
        ModelFiles.Write(folder["variables/variables"], ModelFiles.Bundle([("layer/kernel", s_kernel), ("layer/bias", s_bias)], 2));
        Check(TensorFlowModel.Load(folder.Path));
    }

    [Fact]
    public void A_file_that_is_missing_or_damaged_is_named()
    {
        using var folder = new TemporaryFolder();
        WriteSecond(folder, 2);
        var shard = folder["variables/variables.data-00001-of-00002"];
        var bytes = File.ReadAllBytes(shard);
        bytes[0] ^= 1;
        File.WriteAllBytes(shard, bytes);
        Assert.Contains("checksum", Error(), StringComparison.Ordinal);
        File.WriteAllBytes(shard, bytes[..8]);
        Assert.Contains("truncated", Error(), StringComparison.Ordinal);
        File.Delete(shard);
        Assert.Contains("data-00001-of-00002", Error(), StringComparison.Ordinal);
        File.Delete(folder["variables/variables.index"]);
        Assert.Contains("variables.index", Error(), StringComparison.Ordinal);
        File.Delete(folder["saved_model.pb"]);
        Assert.Contains("no SavedModel", Error(), StringComparison.Ordinal);

        string Error() => Assert.Throws<TensorFlowException>(() => TensorFlowModel.Load(folder.Path)).Message;
    }

    [Fact]
    public void A_compressed_index_is_refused_in_words() =>
        Assert.Contains("Snappy",
            Assert.Throws<TensorFlowException>(() => new TensorBundle(ModelFiles.Bundle([("a", s_bias)], 1, compression: 1).Index, (_, _, _, _) => [])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_function_that_calls_itself_is_an_error()
    {
        var graph = new TinyGraph();
        graph.Input(1, 5, 6, 3);
        graph.Add("PartitionedCall", "y", ["x"], ("f", new() { Func = new() { Name = "again" } }));
        var function = Function("again", ["a"], "out", "call:output:0");
        function.NodeDef.Add(new NodeDef
        {
            Name = "call",
            Op = "PartitionedCall",
            Input = { "a" },
            Attr = { ["f"] = new() { Func = new() { Name = "again" } } }
        });
        graph.Def.Library = new() { Function = { function } };
        Assert.Contains("calls itself", Assert.Throws<TensorFlowException>(() => graph.Convert()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_that_double_and_double_again_end_at_the_limit()
    {
        var graph = new TinyGraph();
        graph.Input(1, 5, 6, 3);
        graph.Add("PartitionedCall", "y", ["x"], ("f", new() { Func = new() { Name = "f0" } }));
        graph.Def.Library = new();
        for (var i = 0; i < 40; i++)
        {
            var function = Function($"f{i}", ["a"], "out", "sum:z:0");
            // The last one calls nothing.
            foreach (var name in i == 39 ? [] : (string[])["l", "r"])
                function.NodeDef.Add(new NodeDef
                {
                    Name = name,
                    Op = "PartitionedCall",
                    Input = { "a" },
                    Attr = { ["f"] = new() { Func = new() { Name = $"f{i + 1}" } } }
                });
            function.NodeDef.Add(new NodeDef { Name = "sum", Op = "AddV2", Input = { i == 39 ? "a" : "l:output:0", i == 39 ? "a" : "r:output:0" } });
            graph.Def.Library.Function.Add(function);
        }
        Assert.Contains("too many nodes", Assert.Throws<TensorFlowException>(() => graph.Convert()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_that_is_known_is_taken()
    {
        var graph = new TinyGraph();
        graph.Input(2, 5, 6, 3);
        graph.Add("Placeholder", "is_training", [], ("dtype", Type(DataType.DtBool)), ("shape", new() { Shape = new() }));
        graph.Add("Switch", "switch", ["x", "is_training"]);
        graph.Add("Neg", "trained", ["switch:1"]);
        graph.Add("Relu", "inferred", ["switch"]);
        graph.Add("Merge", "y", ["inferred", "trained"]);
        var model = graph.Convert();
        Assert.Equal(["Relu"], model.Graph.Nodes.Select(n => n.OpType).Where(o => o != "Transpose"));
    }

    [Fact]
    public void Text_form_reads_as_the_binary_does()
    {
        var text = """
            # a graph in text form
            node {
              name: "x" op: "Placeholder"
              attr { key: "dtype" value { type: DT_FLOAT } }
              attr { key: "shape" value { shape { dim { size: -1 } dim { size: 5 } dim { size: 6 } dim { size: 3 } } } }
              device: '/cpu:0' unknown_field { inner: [1, 2.5e-3, "a\"b"] }
            }
            node { name: "k" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } }
              attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 3 } } tensor_content: "\000\000\200?\000\000\000@" "\x00\x00@@" } } } }
            node { name: "y", op: "Mul", input: ["x", "k"] }
            """;
        var model = TinyGraph.Convert(System.Text.Encoding.UTF8.GetBytes(text));
        var expected = Reference.NhwcReference.Build(ElementType.Float, s_image.Dims, i => s_image[i] * (i[3] + 1));
        Same(expected, Run(model, s_image).Values.Single(), 1e-6, "y");
        Assert.Contains("line", Assert.Throws<TensorFlowException>(() => TinyGraph.Convert(System.Text.Encoding.UTF8.GetBytes(text[..300]))).Message,
            StringComparison.Ordinal);
    }

    internal static void WriteSecond(TemporaryFolder folder, int shards)
    {
        var (saved, bundle) = Second(shards);
        File.WriteAllBytes(folder["saved_model.pb"], saved);
        ModelFiles.Write(folder["variables/variables"], bundle);
    }

    /// <summary>
    /// A model as TensorFlow 2 saves it: the signature calls a function, that calls another, handles are captured, keys are those of objects.
    /// </summary>
    internal static (byte[] Saved, (byte[] Index, List<byte[]> Shards) Bundle) Second(int shards)
    {
        var graph = new TinyGraph();
        graph.Input(-1, 5, 6, 3);
        graph.Add("VarHandleOp", "layer/kernel", [], ("shared_name", Text("layer/kernel")));
        graph.Add("VarHandleOp", "layer/bias", [], ("shared_name", Text("layer/bias")));
        graph.Add("StatefulPartitionedCall", "StatefulPartitionedCall", ["x", "layer/kernel", "layer/bias"], ("f", new() { Func = new() { Name = "serve" } }));
        graph.Add("StatefulPartitionedCall", "StatefulPartitionedCall_1", ["file", "layer/kernel", "layer/bias"],
            ("f", new() { Func = new() { Name = "restore" } }));
        graph.Add("Placeholder", "file", [], ("dtype", Type(DataType.DtString)));
        var serve = Function("serve", ["inputs", "k", "b"], "identity", "Identity:output:0");
        serve.NodeDef.Add(new NodeDef
        {
            Name = "layer/StatefulPartitionedCall",
            Op = "StatefulPartitionedCall",
            Input = { "inputs", "k", "b" },
            Attr = { ["f"] = new() { Func = new() { Name = "layer" } } }
        });
        serve.NodeDef.Add(new NodeDef
        {
            Name = "Identity",
            Op = "Identity",
            Input = { "layer/StatefulPartitionedCall:output:0", "^layer/StatefulPartitionedCall" }
        });
        var layer = Function("layer", ["a", "k", "b"], "y", "BiasAdd:output:0");
        layer.NodeDef.Add(new NodeDef { Name = "Read/ReadVariableOp", Op = "ReadVariableOp", Input = { "k" } });
        layer.NodeDef.Add(new NodeDef { Name = "ReadBias/ReadVariableOp", Op = "ReadVariableOp", Input = { "b" } });
        layer.NodeDef.Add(new NodeDef
        {
            Name = "Conv2D",
            Op = "Conv2D",
            Input = { "a", "Read/ReadVariableOp:value:0" },
            Attr = { ["padding"] = Text("SAME"), ["strides"] = List(1, 1, 1, 1) }
        });
        layer.NodeDef.Add(new NodeDef { Name = "BiasAdd", Op = "BiasAdd", Input = { "Conv2D:output:0", "ReadBias/ReadVariableOp:value:0" } });
        var restore = Function("restore", ["file", "h_k", "h_b"], "done", "file");
        var names = new TensorProto { Dtype = DataType.DtString, TensorShape = new() { Dim = { new TensorShapeProto.Types.Dim { Size = 2 } } } };
        names.StringVal.Add(ByteString.CopyFromUtf8("net/layer-1/b/.ATTRIBUTES/VARIABLE_VALUE"));
        names.StringVal.Add(ByteString.CopyFromUtf8("net/layer-0/w/.ATTRIBUTES/VARIABLE_VALUE"));
        restore.NodeDef.Add(new NodeDef { Name = "names", Op = "Const", Attr = { ["value"] = new() { Tensor = names } } });
        restore.NodeDef.Add(new NodeDef { Name = "RestoreV2", Op = "RestoreV2", Input = { "file", "names:output:0", "names:output:0" } });
        restore.NodeDef.Add(new NodeDef { Name = "Identity", Op = "Identity", Input = { "RestoreV2:tensors:0" } });
        restore.NodeDef.Add(new NodeDef { Name = "Identity_1", Op = "Identity", Input = { "RestoreV2:tensors:1" } });
        restore.NodeDef.Add(new NodeDef { Name = "AssignVariableOp", Op = "AssignVariableOp", Input = { "h_b", "Identity:output:0" } });
        restore.NodeDef.Add(new NodeDef { Name = "AssignVariableOp_1", Op = "AssignVariableOp", Input = { "h_k", "Identity_1:output:0" } });
        graph.Def.Library = new() { Function = { serve, layer, restore } };
        var saved = Wrap(graph.Def, "x:0", "StatefulPartitionedCall:0");
        return (saved,
            ModelFiles.Bundle([("net/layer-0/w/.ATTRIBUTES/VARIABLE_VALUE", s_kernel), ("net/layer-1/b/.ATTRIBUTES/VARIABLE_VALUE", s_bias),
                ("net/other", s_bias), ("save_counter", s_bias)], shards));
    }

    private static void Check(OnnxModel model)
    {
        var direct = new TinyGraph();
        direct.Input(2, 5, 6, 3);
        direct.Op("BiasAdd",
            [direct.Op("Conv2D", ["x", direct.Const(s_kernel)], ("padding", Text("SAME")), ("strides", List(1, 1, 1, 1))), direct.Const(s_bias)]);
        var graph = TensorFlow.Reading.ModelReader.ReadGraph(direct.Def.ToByteArray(), new());
        Same(Reference.NhwcReference.Evaluate(graph.Outputs[0].Value, s_image), Run(model, s_image).Values.Single(), 1e-5, "output");
    }

    private static void Write(TemporaryFolder folder, GraphDef graph, string input, string output) =>
        File.WriteAllBytes(folder["saved_model.pb"], Wrap(graph, input, output));

    private static byte[] Wrap(GraphDef graph, string input, string output)
    {
        var meta = new MetaGraphDef { GraphDef = graph, MetaInfoDef = new() { Tags = { "serve" } } };
        meta.SignatureDef["serving_default"] = new() { Inputs = { ["image"] = new() { Name = input } }, Outputs = { ["result"] = new() { Name = output } } };
        return new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { meta } }.ToByteArray();
    }

    private static FunctionDef Function(string name, string[] arguments, string output, string returned)
    {
        var function = new FunctionDef { Signature = new() { Name = name } };
        function.Signature.InputArg.AddRange(arguments.Select(a => new OpDef.Types.ArgDef { Name = a }));
        function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = output });
        function.Ret[output] = returned;
        return function;
    }
}
