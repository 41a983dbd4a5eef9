using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Onnx;

namespace TransferLab.Autodiff.Tests.Rewriting.Kernels;

/// <summary>What kernels take along, and what they leave. The image comes channels first, so one conversion stands in front and one behind.</summary>
public class KernelFusionTests
{
    [Fact]
    public void Conv_takes_bias_addition_and_activation_along()
    {
        var g = new KernelGraph();
        var x = g.Image();
        var y = g.Add("Relu", [g.Add("Add", [g.Conv(x, 4, bias: g.Const([1, 2, 3, 4], 4)), x])]);
        Assert.Equal("+ToChannelsLast +Conv +ToChannelsFirst", g.Out(y).Operators());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Clip_between_constants_is_taken_along(bool low, bool high)
    {
        var g = new KernelGraph();
        var y = g.Add("Clip", [g.Conv(g.Image(), 4), low ? g.Builder.Scalar(-0.1f) : "", high ? g.Builder.Scalar(0.2f) : ""]);
        Assert.Equal("+ToChannelsLast +Conv +ToChannelsFirst", g.Out(y).Operators());
    }

    [Fact]
    public void A_window_larger_than_kernels_take_is_left()
    {
        var g = new KernelGraph();
        Assert.Equal("Conv", g.Out(g.Conv(g.Image(), 2, kernel: 33)).Operators());
    }

    [Fact]
    public void Of_two_convolutions_that_are_added_the_later_takes_the_other_along()
    {
        var g = new KernelGraph();
        var x = g.Image();
        var y = g.Add("Relu", [g.Add("Add", [g.Conv(x, 5), g.Conv(x, 5, 1)])]);
        Assert.Equal("+ToChannelsLast +Conv +Conv +ToChannelsFirst", g.Out(y).Operators());
    }

    [Fact]
    public void A_value_that_others_read_or_that_is_an_output_stays()
    {
        var g = new KernelGraph();
        var between = g.Conv(g.Image(), 4);
        Assert.Equal("+ToChannelsLast +Conv +Clamp +ToChannelsFirst +ToChannelsFirst", g.Out(g.Add("Relu", [between]), between).Operators());
        g = new KernelGraph();
        between = g.Conv(g.Image(), 4);
        var y = g.Add("Mul", [g.Add("Relu", [between]), between]);
        Assert.Equal("+ToChannelsLast +Conv +Clamp Mul +ToChannelsFirst", g.Out(y).Operators());

    }

    [Fact]
    public void An_addition_that_broadcasts_or_doubles_stays()
    {
        var g = new KernelGraph();
        var x = g.Conv(g.Image(), 4);
        Assert.Equal("+ToChannelsLast +Conv Add +ToChannelsFirst", g.Out(g.Add("Add", [x, x])).Operators());
        g = new KernelGraph();
        x = g.Conv(g.Image(), 4);
        Assert.Equal("+ToChannelsLast +Conv Add +ToChannelsFirst", g.Out(g.Add("Add", [x, g.Const([1, 2, 3, 4], 1, 4, 1, 1)])).Operators());
    }

    [Fact]
    public void An_addition_without_a_convolution_becomes_the_addend_of_the_activation()
    {
        var g = new KernelGraph();
        var x = g.Image();
        var pooled = g.Add("MaxPool", [x], NodeAttribute.Ints("kernel_shape", 3, 3), NodeAttribute.Ints("pads", 1, 1, 1, 1));
        Assert.Equal("+ToChannelsLast +MaxPool +Clamp +ToChannelsFirst", g.Out(g.Add("Relu", [g.Add("Add", [pooled, x])])).Operators());
    }

    [Theory]
    [InlineData(KernelOperators.Depthwise, "Conv")]
    [InlineData(KernelOperators.Convolutions, "+ToChannelsLast +Conv +ToChannelsFirst")]
    [InlineData(KernelOperators.None, "Conv")]
    public void Only_what_is_asked_for_is_taken_over(KernelOperators kernels, string expected)
    {
        var g = new KernelGraph();
        Assert.Equal(expected, g.Out(g.Conv(g.Image(), 4)).Operators(kernels));
    }

    [Fact]
    public void A_depthwise_convolution_is_of_its_own_kind()
    {
        var g = new KernelGraph();
        g.Out(g.Conv(g.Image(), 8, group: 4));
        Assert.Equal("Conv", g.Operators(KernelOperators.All & ~KernelOperators.Depthwise));
        Assert.Equal("+ToChannelsLast +Conv +ToChannelsFirst", g.Operators(KernelOperators.Depthwise));
        g = new KernelGraph();
        g.Out(g.Conv(g.Image(), 8, group: 2));
        Assert.Equal("Conv", g.Operators(KernelOperators.Depthwise));
    }

    [Fact]
    public void What_kernels_cannot_take_stays_as_it_is()
    {
        var g = new KernelGraph();
        var line = g.In("line", batched: true, 2, 3, 8);
        var w = g.Const([1, 2, 3], 1, 3, 1);
        Assert.Equal("Conv", g.Out(g.Add("Conv", [line, w])).Operators());

        g = new KernelGraph();
        g.In("image", Testing.Reference.NDArray.Random(1, -1, 1, 2, 3, 4, 4), new Shape(Dim.Of("N"), 3, Dim.Of("H"), 4));
        Assert.Equal("Conv Relu", g.Out(g.Add("Relu", [g.Add("Conv", ["image", g.Const([1, 2, 3], 1, 3, 1, 1)])])).Operators());

        g = new KernelGraph();
        var bound = g.In("bound", Testing.Reference.NDArray.Float([0.5]), Shape.Scalar);
        Assert.Equal("Clip", g.Out(g.Add("Clip", [g.Image(), bound])).Operators());

        g = new KernelGraph();
        var indices = g.Builder.AddMany("MaxPool", 2, [g.Image()], NodeAttribute.Ints("kernel_shape", 2, 2));
        Assert.Equal("MaxPool", g.Out(indices).Operators());

        g = new KernelGraph();
        Assert.Equal("MaxPool", g.Out(g.Add("MaxPool", [g.Image()], NodeAttribute.Ints("kernel_shape", 2, 2), NodeAttribute.Int("storage_order", 1))).Operators());

        g = new KernelGraph();
        Assert.Equal("AveragePool", g.Out(g.Add("AveragePool", [g.Image()], NodeAttribute.Ints("kernel_shape", 2, 2))).Operators());
    }

    [Fact]
    public void A_mean_over_the_whole_image_is_a_global_pool_however_it_is_written()
    {
        var g = new KernelGraph();
        Assert.Equal("+ToChannelsLast +GlobalAveragePool Reshape", g.Out(g.Add("GlobalAveragePool", [g.Image()])).Operators());
        g = new KernelGraph();
        Assert.Equal("+ToChannelsLast +GlobalAveragePool Reshape", g.Out(g.Add("AveragePool", [g.Image()], NodeAttribute.Ints("kernel_shape", 6, 6))).Operators());
        g = new KernelGraph();
        Assert.Equal("+ToChannelsLast +GlobalAveragePool Reshape", g.Out(g.Add("ReduceMean", [g.Image(), g.Builder.Ints(-1, 2)])).Operators());
        g = new KernelGraph();
        var mean = g.Add("ReduceMean", [g.Image(), g.Builder.Ints(2, 3)], NodeAttribute.Int("keepdims", 0));
        Assert.Equal("+ToChannelsLast +GlobalAveragePool Reshape Reshape", g.Out(mean).Operators());
    }
}
