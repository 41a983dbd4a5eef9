using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rewriting.Kernels;

/// <summary>
/// What lies between two convolutions runs channels last, so that one conversion stands before both and one behind; or else it stands between two more.
/// </summary>
public class ChannelsLastLayoutTests
{
    [Fact]
    public void Elementwise_operators_with_operands_of_every_rank() => Inside("Mul Add Sub Div Sigmoid Max", (g, x) =>
    {
        x = g.Add("Mul", [x, g.Const([1, 2, 3, 4], 1, 4, 1, 1)]);
        x = g.Add("Add", [g.Const([1, 2, 3, 4], 4, 1, 1), x]);
        x = g.Add("Sub", [x, g.Const([1, 2, 3, 4, 5, 6], 6)]);
        x = g.Add("Div", [x, g.Const([3], 1)]);
        return g.Add("Max", [g.Add("Sigmoid", [x]), g.Const([.. Enumerable.Range(0, 4 * 36).Select(i => i / 144f)], 4, 6, 6)]);
    });

    [Fact]
    public void Where_and_Cast_and_comparisons() => Inside("Greater Cast Where", (g, x) =>
    {
        var mask = g.Add("Greater", [x, g.Const([0], 1, 1, 1, 1)]);
        var asNumber = g.Add("Cast", [mask], NodeAttribute.Int("to", (long)ElementType.Float));
        return g.Add("Where", [mask, asNumber, x]);
    });

    [Fact]
    public void A_constant_per_channel_of_many_channels()
    {
        var g = new KernelGraph();
        float[] scale = [.. Enumerable.Range(0, 20).Select(i => i / 10f)];
        var y = g.Conv(g.Add("Mul", [g.Conv(g.Image(), 20), g.Const(scale, 1, 20, 1, 1)]), 3);
        Assert.Equal("+ToChannelsLast +Conv Mul +Conv +ToChannelsFirst", g.Out(y).Operators());
    }

    [Fact]
    public void An_operand_per_channel_that_is_fed_is_only_named_anew()
    {
        var g = new KernelGraph();
        var gate = g.In("gate", batched: false, 4, 1, 1);
        var y = g.Conv(g.Add("Mul", [g.Conv(g.Image(), 4), gate]), 3);
        Assert.Equal("+ToChannelsLast +Conv Reshape Mul +Conv +ToChannelsFirst", g.Out(y).Operators());
    }

    [Fact]
    public void A_gate_of_squeeze_and_excite_needs_no_conversion() => Inside("+GlobalAveragePool +Conv HardSigmoid Mul", (g, x) =>
        g.Add("Mul", [x, g.Add("HardSigmoid", [g.Conv(g.Add("GlobalAveragePool", [x]), 4, 1)])]));

    [Fact]
    public void Concat_and_Split_along_channels_and_rows() => Inside("Concat Split Concat", (g, x) =>
    {
        var parts = g.Builder.AddMany("Split", 2, [g.Add("Concat", [x, x], NodeAttribute.Int("axis", 1))], NodeAttribute.Int("axis", -3), NodeAttribute.Int("num_outputs", 2));
        return g.Add("Concat", parts, NodeAttribute.Int("axis", 2));
    });

    [Fact]
    public void Pad_and_Slice() => Inside("Pad Slice", (g, x) =>
    {
        x = g.Add("Pad", [x, g.Builder.Ints(0, 1, 2, 0, 0, 0, 3, 1), g.Builder.Scalar(0.5f)]);
        return g.Add("Slice", [x, g.Builder.Ints(1, 0), g.Builder.Ints(4, 9), g.Builder.Ints(1, -1), g.Builder.Ints(1, 2)]);
    });

    [Fact]
    public void Reductions_that_keep_their_axes() => Inside("ReduceSum Sub", (g, x) => g.Add("Sub", [x, g.Add("ReduceSum", [x, g.Builder.Ints(1)])]));

    [Fact]
    public void A_reduction_that_drops_axes_runs_channels_last_where_the_rest_keeps_its_order()
    {
        var g = new KernelGraph();
        var x = g.Conv(g.Image(), 4);
        var sum = g.Add("ReduceSum", [x, g.Builder.Ints(0, 2, 3)], NodeAttribute.Int("keepdims", 0));
        Assert.Equal("+ToChannelsLast +Conv ReduceSum", g.Out(sum).Operators());
        g = new KernelGraph();
        x = g.Conv(g.Image(), 4);
        sum = g.Add("ReduceSum", [x, g.Builder.Ints(2)], NodeAttribute.Int("keepdims", 0));
        Assert.Equal("+ToChannelsLast +Conv +ToChannelsFirst ReduceSum", g.Out(sum).Operators());
    }

    [Fact]
    public void Expand_and_Shape_read_no_image()
    {
        var g = new KernelGraph();
        var x = g.Conv(g.Image(), 4);
        var mean = g.Add("Expand", [g.Add("GlobalAveragePool", [x]), g.Add("Shape", [x])]);
        Assert.Equal("+ToChannelsLast +Conv +GlobalAveragePool Shape Gather Gather Expand +Conv +ToChannelsFirst", g.Out(g.Conv(mean, 2)).Operators());
    }

    [Fact]
    public void An_operator_that_needs_its_order_stands_between_conversions()
    {
        var g = new KernelGraph();
        var y = g.Conv(g.Add("Softmax", [g.Conv(g.Image(), 4)], NodeAttribute.Int("axis", 1)), 3);
        Assert.Equal("+ToChannelsLast +Conv +ToChannelsFirst Softmax +ToChannelsLast +Conv +ToChannelsFirst", g.Out(y).Operators());
    }

    [Fact]
    public void A_value_is_converted_once_for_all_its_readers()
    {
        var g = new KernelGraph();
        var x = g.Image();
        Assert.Equal("+ToChannelsLast +Conv +Conv +ToChannelsFirst +ToChannelsFirst", g.Out(g.Conv(x, 4), g.Conv(x, 3)).Operators());
    }

    [Fact]
    public void Pixels_that_come_channels_last_are_taken_as_they_are()
    {
        var g = new KernelGraph();
        g.In("pixels", new NDArray(ElementType.UInt8, [.. Enumerable.Range(0, 2 * 5 * 5 * 3).Select(i => (double)(i % 251))], 2, 5, 5, 3), new Shape(Dim.Of("N"), 5, 5, 3));
        var x = g.Add("Cast", [g.Add("Transpose", ["pixels"], NodeAttribute.Ints("perm", 0, 3, 1, 2))], NodeAttribute.Int("to", (long)ElementType.Float));
        x = g.Add("Add", [g.Add("Mul", [x, g.Const([0.1f, 0.2f, 0.3f], 1, 3, 1, 1)]), g.Const([-1, -2, -3], 1, 3, 1, 1)]);
        var back = g.Add("Transpose", [g.Conv(x, 4)], NodeAttribute.Ints("perm", 0, 2, 3, 1));
        Assert.Equal("Cast Mul Add +Conv Identity", g.Out(back).Operators());
    }

    /// <summary>Nodes between two convolutions: the operators, in order, are those that are expected and no conversion is among them.</summary>
    private static void Inside(string expected, Func<KernelGraph, string, string> nodes)
    {
        var g = new KernelGraph();
        var y = g.Conv(nodes(g, g.Conv(g.Image(), 4)), 3);
        Assert.Equal($"+ToChannelsLast +Conv {expected} +Conv +ToChannelsFirst", g.Out(y).Operators());
    }
}
