using System.Text;
using Google.Protobuf;
using TransferLab.Onnx;
using TransferLab.TensorFlow.Checkpoints;
using TransferLab.TensorFlow.Graphs;
using TransferLab.TensorFlow.Protos;
using TransferLab.TensorFlow.Reading;
using TransferLab.TensorFlow.Tests.Operators;

namespace TransferLab.TensorFlow.Tests.Reading;

/// <summary>Whatever a file holds, the outcome is a model or an error of ours, in bounded time and memory.</summary>
public class DamagedFileTests
{
    private static readonly byte[][] s_seeds = [Seed("Conv2D SAME 2", "MaxPool SAME 2", "Mean kept"), Seed("StridedSlice open", "SplitV", "Pad"),
        Seed("ResizeBilinear legacy 12", "Reshape by shape"), Seed("SpaceToBatchND atrous", "MatMul True True")];

    [Fact]
    public void Every_truncation_is_a_model_or_an_error()
    {
        foreach (var seed in s_seeds)
            for (var length = 0; length < seed.Length; length += Math.Max(1, seed.Length / 150))
                Use(seed[..length]);
    }

    [Fact]
    public void Thousands_of_mutations_are_models_or_errors()
    {
        var random = new Random(20261124);
        var survived = 0;
        for (var round = 0; round < 5000; round++)
            survived += Use(Mutate(s_seeds[round % s_seeds.Length], random)) ? 1 : 0;
        // Otherwise the mutations would only ever test the parser.
        Assert.InRange(survived, 100, 4900);
    }

    [Fact]
    public void Nodes_may_be_shuffled_rewired_and_have_any_numbers()
    {
        var random = new Random(5);
        long[] odd = [0, -1, 1, 2, int.MaxValue, long.MaxValue, long.MinValue, -2, 1L << 40];
        for (var round = 0; round < 4000; round++)
        {
            var graph = GraphDef.Parser.ParseFrom(s_seeds[round % s_seeds.Length]);
            var names = graph.Node.Select(n => n.Name).ToArray();
            foreach (var node in graph.Node)
            {
                foreach (var value in node.Attr.Values)
                {
                    if (value.List is { } list)
                        for (var i = 0; i < list.I.Count; i++)
                            if (random.Next(4) == 0)
                                list.I[i] = odd[random.Next(odd.Length)];
                    if (value.ValueCase == AttrValue.ValueOneofCase.I && random.Next(3) == 0)
                        value.I = odd[random.Next(odd.Length)];
                    if (value.ValueCase == AttrValue.ValueOneofCase.Tensor && random.Next(12) == 0 && value.Tensor.TensorShape.Dim.Count > 0)
                        value.Tensor.TensorShape.Dim[0].Size = odd[random.Next(odd.Length)];
                    if (value.Shape is { Dim.Count: > 0 } shape && random.Next(8) == 0)
                        shape.Dim[random.Next(shape.Dim.Count)].Size = odd[random.Next(odd.Length)];
                }
                for (var i = 0; i < node.Input.Count; i++)
                    if (random.Next(10) == 0)
                        node.Input[i] = names[random.Next(names.Length)];
                if (node.Input.Count > 0 && random.Next(15) == 0)
                    node.Input.RemoveAt(random.Next(node.Input.Count));
                if (random.Next(12) == 0)
                    node.Op = s_operators[random.Next(s_operators.Length)];
            }
            Use(graph.ToByteArray());
        }
    }

    [Fact]
    public void Mutated_saved_models_and_checkpoints_are_models_or_errors()
    {
        var (saved, bundle) = SavedModelTests.Second(2);
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var model = round % 2 == 0 ? Mutate(saved, random) : saved;
            var index = round % 2 == 1 ? Mutate(bundle.Index, random) : bundle.Index;
            Answer(() =>
            {
                var graph = ModelReader.ReadSavedModel(model,
                    () => new TensorBundle(index,
                        (shard, _, offset, length) => bundle.Shards[shard % 2].Skip((int)Math.Min(offset, 1 << 20)).Take(length).ToArray()),
                    new());
                TensorFlowModel.Convert(graph, new(), "mutated");
            });
        }
    }

    [Fact]
    public void Hostile_tables_with_right_checksums_are_errors()
    {
        var bundle = ModelFiles.Bundle(Enumerable.Range(0, 20).Select(i => ($"layer{i}/kernel", Tensor.From([1f, i], 2))), 1);
        var random = new Random(9);
        for (var round = 0; round < 3000; round++)
        {
            var index = Mutate(bundle.Index, random);
            Reseal(index, bundle.Index);
            Answer(() =>
            {
                var opened = new TensorBundle(index, (_, _, offset, length) => bundle.Shards[0].Skip((int)Math.Min(offset, 1 << 20)).Take(length).ToArray());
                foreach (var key in opened.Keys)
                    opened.Read(key);
            });
        }
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    [InlineData(-5)]
    public void A_constant_that_claims_more_than_it_brings_is_refused_without_allocating(long claimed)
    {
        var graph = GraphDef.Parser.ParseFrom(s_seeds[0]);
        var tensor = graph.Node.First(n => n.Op == "Const").Attr["value"].Tensor;
        tensor.TensorContent = ByteString.Empty;
        tensor.FloatVal.Add(1);
        tensor.TensorShape.Dim[0].Size = claimed;
        var bytes = graph.ToByteArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TensorFlowException>(() => TinyGraph.Convert(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_loop_is_an_error()
    {
        var graph = new TinyGraph();
        graph.Input(1, 4, 4, 3);
        graph.Add("AddV2", "a", ["x", "b"]);
        graph.Add("Relu", "b", ["a"]);
        graph.Add("Relu", "y", ["b"]);
        Assert.Contains("loop", Assert.Throws<TensorFlowException>(() => graph.Convert()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_text_is_a_model_or_an_error()
    {
        var text = Encoding.UTF8.GetBytes("node { name: \"x\" op: \"Placeholder\" attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: "
            + "\"shape\" value { shape { dim { size: 1 } dim { size: 4 } } } } }\n" +
            "node { name: \"y\" op: \"Relu\" input: \"x\" attr { key: \"T\" value { type: DT_FLOAT } } }\n");
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
            Use(Mutate(text, random));
        Use(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a { ", 20_000))));
    }

    private static readonly string[] s_operators = [.. TensorFlowModel.Operators];

    private static byte[] Seed(params string[] cases)
    {
        var graph = new TinyGraph();
        graph.Input(2, 6, 7, 4);
        foreach (var name in cases)
            OperatorCases.All[name](graph);
        return graph.Def.ToByteArray();
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var hits = random.Next(1, 4); hits > 0; hits--)
        {
            var at = random.Next(bytes.Length);
            bytes[at] = random.Next(4) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                2 => 0xff,
                _ => (byte)(bytes[at] + 1)
            };
        }
        if (random.Next(8) == 0)
        {
            var from = random.Next(bytes.Length);
            bytes = [.. bytes[..from], .. bytes.Skip(from + random.Next(1, 9))];
        }
        return bytes;
    }

    // Where blocks ended in the original, their checksums are made right again.
    private static void Reseal(byte[] index, byte[] original)
    {
        if (index.Length != original.Length)
            return;
        var start = 0;
        for (var end = 1; end + 4 <= original.Length; end++)
            if (end - start >= 9 && BitConverter.ToUInt32(original, end) == MaskedCrc32C.Of(original.AsSpan(start, end - start)))
            {
                BitConverter.GetBytes(MaskedCrc32C.Of(index.AsSpan(start, end - start))).CopyTo(index, end);
                start = end + 4;
            }
    }

    private static bool Use(byte[] bytes) => Answer(() => TinyGraph.Convert(bytes));

    private static bool Answer(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (TensorFlowException)
        {
            return false;
        }
    }
}
