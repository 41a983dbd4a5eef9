using Google.Protobuf;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Protos;
using TransferLab.Onnx.Shapes;
using TransferLab.Onnx.Upgrade;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests;

/// <summary>Whatever a file holds, the outcome is a model or an error of ours, in bounded time and memory.</summary>
public class DamagedModelTests
{
    private static readonly byte[][] s_seeds =
    [
        TestModels.Residual().ToBytes(),
        TestModels.Transformer().ToBytes(),
        .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "tests/fixtures/onnx-upgrade"), "*.onnx").Order().Select(File.ReadAllBytes),
    ];

    [Fact]
    public void Every_truncation_is_a_model_or_a_format_error()
    {
        foreach (var seed in s_seeds)
            for (var length = 0; length < seed.Length; length += Math.Max(1, seed.Length / 200))
                Use(seed[..length]);
    }

    [Fact]
    public void Thousands_of_mutations_are_models_or_errors_of_ours()
    {
        var random = new Random(20261122);
        var survived = 0;
        for (var round = 0; round < 12_000; round++)
        {
            var bytes = (byte[])s_seeds[round % s_seeds.Length].Clone();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                var at = random.Next(bytes.Length);
                bytes[at] = random.Next(4) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                    2 => 0xff,
                    _ => (byte)(bytes[at] + 1),
                };
            }
            if (random.Next(8) == 0)
            {
                var from = random.Next(bytes.Length);
                bytes = [.. bytes[..from], .. bytes.Skip(from + random.Next(1, 9))];
            }
            survived += Use(bytes) ? 1 : 0;
        }
        // Otherwise the mutations would only ever test the parser.
        Assert.InRange(survived, 1000, 11_000);
    }

    [Fact]
    public void Numbers_in_nodes_may_be_anything()
    {
        var random = new Random(7);
        long[] odd = [0, -1, 1, 2, int.MaxValue, long.MaxValue, long.MinValue, -2, 1L << 40];
        for (var round = 0; round < 6000; round++)
        {
            var proto = ModelProto.Parser.ParseFrom(s_seeds[round % s_seeds.Length]);
            foreach (var attribute in proto.Graph.Node.SelectMany(n => n.Attribute))
            {
                if (random.Next(2) == 0)
                    attribute.I = odd[random.Next(odd.Length)];
                for (var i = 0; i < attribute.Ints.Count; i++)
                    if (random.Next(3) == 0)
                        attribute.Ints[i] = odd[random.Next(odd.Length)];
                if (attribute.Ints.Count > 0 && random.Next(6) == 0)
                    attribute.Ints.RemoveAt(0);
            }
            foreach (var node in proto.Graph.Node)
            {
                if (node.Input.Count > 0 && random.Next(6) == 0)
                    node.Input.RemoveAt(random.Next(node.Input.Count));
                if (random.Next(8) == 0)
                    node.Attribute.Clear();
                if (random.Next(8) == 0)
                    node.OpType = s_operators[random.Next(s_operators.Length)];
            }
            foreach (var dim in proto.Graph.Input.SelectMany(i => i.Type.TensorType.Shape?.Dim.ToArray() ?? []))
                if (random.Next(4) == 0)
                    dim.DimValue = odd[random.Next(odd.Length)];
            foreach (var tensor in proto.Graph.Initializer.Where(t => t.DataType == 7 && t.HasRawData && t.RawData.Length >= 8))
                if (random.Next(2) == 0)
                    tensor.RawData = ByteString.CopyFrom([.. BitConverter.GetBytes(odd[random.Next(odd.Length)]), .. tensor.RawData.Skip(8)]);
            Use(proto.ToByteArray());
        }
    }

    [Fact]
    public void Deep_nesting_is_an_error_not_a_stack_overflow()
    {
        var body = new GraphProto { Name = "innermost" };
        for (var depth = 0; depth < 5000; depth++)
            body = new GraphProto
            {
                Node = { new NodeProto { OpType = "If", Output = { "y" },
                Attribute = { new AttributeProto { Name = "then_branch", G = body } } } }
            };
        byte[] bytes = [];
        // Writing so deep a message needs more stack than a test thread has.
        var writer = new Thread(() => bytes = new ModelProto { Graph = body, OpsetImport = { new OperatorSetIdProto { Version = 18 } } }.ToByteArray(),
            1 << 30);
        writer.Start();
        writer.Join();
        Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes));
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    [InlineData(-5)]
    public void A_tensor_that_claims_more_than_it_brings_is_refused_without_allocating(long claimed)
    {
        var proto = ModelProto.Parser.ParseFrom(s_seeds[0]);
        proto.Graph.Initializer[0].Dims.Clear();
        proto.Graph.Initializer[0].Dims.Add(claimed);
        proto.Graph.Initializer[0].Dims.Add(claimed < 0 ? 1 : 3);
        var bytes = proto.ToByteArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("w1", Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static readonly string[] s_operators = [.. TransferLab.Onnx.Shapes.Rules.ShapeRules.Operators.Order()];

    /// <summary>Does everything that is done to a file before it runs; whether it got through.</summary>
    private static bool Use(byte[] bytes)
    {
        try
        {
            var model = OnnxModel.Parse(bytes);
            ShapeTable.Infer(model);
            var upgraded = OpsetUpgrade.Apply(model);
            Float16Widening.Apply(upgraded);
            ConstantFolding.Apply(upgraded);
            if (upgraded.Graph.Feeds.FirstOrDefault() is { Shape.Rank: > 0 } feed)
                DynamicBatch.Apply(upgraded, feed.Name);
            upgraded.ToBytes();
            return true;
        }
        catch (Exception e) when (e is OnnxFormatException or ShapeInferenceException)
        {
            return false;
        }
    }
}
