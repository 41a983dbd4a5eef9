using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class WindowRulesTests
{
    [Theory]
    [InlineData(new long[] { 1 }, new long[] { 3 }, new long[] { 1 }, null)]
    [InlineData(new long[] { -3 }, new long[] { long.MaxValue }, new long[] { -1 }, new long[] { 1 })]
    [InlineData(new long[] { 0, 1 }, new long[] { -1, 100 }, new long[] { 1, 2 }, null)]
    [InlineData(new long[] { 1 }, new long[] { 6 }, new long[] { 2 }, new long[] { 2 })]
    [InlineData(new long[] { -1 }, new long[] { long.MinValue }, new long[] { 2 }, new long[] { -1 })]
    [InlineData(new long[] { 4, 3 }, new long[] { 0, 0 }, new long[] { 2, 1 }, new long[] { -2, -1 })]
    [InlineData(new long[] { 1 }, new long[] { 3 }, new long[] { 0 }, null)]
    public void Slice_puts_the_gradient_back_in_its_place(long[] starts, long[] ends, long[] axes, long[]? steps)
    {
        var node = OneNode.Of("Slice").Input("x", X(3, 4, 6)).Constant("starts", Tensor.Vector(starts)).Constant("ends", Tensor.Vector(ends))
            .Constant("axes", Tensor.Vector(axes));
        (steps is null ? node : node.Constant("steps", Tensor.Vector(steps))).Check();
    }

    [Fact]
    public void Slice_without_axes_counts_from_the_first() =>
        OneNode.Of("Slice").StaticBatch().Input("x", X(3, 4)).Constant("starts", Tensor.Vector(1, 2)).Constant("ends", Tensor.Vector(3, 3)).Check();

    [Theory]
    [InlineData("constant", new long[] { 0, 1, 2, 0, 0, 3 }), InlineData("constant", new long[] { 0, -1, 2, 0, 1, -1 }),
        InlineData("constant", new long[] { 0, 0, 0, 0, 0, 0 })]
    [InlineData("edge", new long[] { 0, 1, 2, 0, 0, 3 }), InlineData("reflect", new long[] { 0, 1, 2, 0, 2, 3 }),
        InlineData("wrap", new long[] { 0, 1, 2, 0, 2, 3 })]
    public void Pad_goes_back_in_every_mode(string mode, long[] pads) =>
        OneNode.Of("Pad", NodeAttribute.String("mode", mode)).Input("x", X(2, 3, 5)).Constant("pads", Tensor.Vector(pads)).Check();

    [Fact]
    public void Pad_with_axes_and_a_fill_value() =>
        OneNode.Of("Pad").Input("x", X(2, 3, 5)).Constant("pads", Tensor.Vector(1, 2)).Constant("fill", Tensor.Scalar(3f)).Constant("axes", Tensor.Vector(-1))
            .Check();

    [Theory]
    [InlineData(new long[] { 1, 2, 3 }), InlineData(new long[] { 2, 1, 1 })]
    public void Tile_sums_the_copies(long[] repeats)
    {
        OneNode.Of("Tile").Input("x", X(2, 3, 2)).Constant("repeats", Tensor.Vector(repeats)).Check();
        OneNode.Of("Tile").StaticBatch().Input("x", X(1, 3, 2)).Constant("repeats", Tensor.Vector(repeats)).Check();
    }

    private static NDArray X(params int[] dims) => NDArray.Random(1, -1, 1, dims);
}
