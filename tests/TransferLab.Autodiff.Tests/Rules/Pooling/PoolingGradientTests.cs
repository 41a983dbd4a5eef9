using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Pooling;

public class PoolingGradientTests
{
    private static readonly GradientCheckOptions s_quick = new() { MaxElements = 40 };

    [Theory]
    [InlineData(2, 2, 0, 0, 1, false)]
    [InlineData(3, 2, 1, 1, 1, false)]
    [InlineData(3, 1, 1, 1, 1, false)]
    [InlineData(3, 2, 0, 1, 1, false)]
    [InlineData(3, 2, 0, 0, 1, true)]
    [InlineData(2, 3, 0, 0, 1, true)]
    [InlineData(3, 2, 1, 1, 2, true)]
    [InlineData(2, 1, 0, 0, 2, false)]
    public void MaxPool_matches_central_differences(int kernel, int stride, int begin, int end, int dilation, bool ceil) =>
        MaxPool(8, 9, kernel, stride, begin, end, dilation, ceil).Check(s_quick);

    [Theory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    [InlineData("VALID")]
    public void Pools_match_central_differences_with_automatic_padding(string mode)
    {
        foreach (var op in (string[])["MaxPool", "AveragePool"])
            OneNode.Of(op, NodeAttribute.Ints("kernel_shape", 3, 2), NodeAttribute.Ints("strides", 2, 2), NodeAttribute.String("auto_pad", mode))
                .Input("x", NDArray.Distinct(1, -2, 2, 2, 3, 7, 8)).Check(s_quick);
    }

    [Fact]
    public void MaxPool_sends_the_gradient_of_overlapping_windows_to_the_same_maximum()
    {
        // One peak that all four 2x2 windows of a 3x3 image share.
        var x = NDArray.Float([1, 2, 3, 4, 9, 5, 6, 7, 8], 1, 1, 3, 3);
        OneNode.Of("MaxPool", NodeAttribute.Ints("kernel_shape", 2, 2)).Input("x", x).Check();
    }

    [Fact]
    public void MaxPool_before_operator_set_16_is_refused_with_the_reason()
    {
        var error = Assert.Throws<GradientNotDefinedException>(() => MaxPool(8, 8, 2, 2, 0, 0, 1, false).Opset(13).Check());
        Assert.Contains("16", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 2, 0, 0, false, 0)]
    [InlineData(3, 2, 1, 1, false, 0)]
    [InlineData(3, 2, 1, 1, false, 1)]
    [InlineData(3, 1, 1, 1, false, 0)]
    [InlineData(3, 2, 0, 1, false, 0)]
    [InlineData(3, 2, 0, 1, true, 1)]
    [InlineData(3, 2, 0, 0, true, 0)]
    [InlineData(2, 3, 0, 0, true, 1)]
    [InlineData(2, 3, 1, 0, false, 1)]
    public void AveragePool_matches_central_differences(int kernel, int stride, int begin, int end, bool ceil, int countPadding) =>
        AveragePool(8, 9, kernel, stride, begin, end, 1, ceil, countPadding).Check(s_quick);

    [Fact]
    public void Pools_match_central_differences_for_random_geometries()
    {
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
        {
            int kernel = random.Next(1, 6), stride = random.Next(1, 4), dilation = random.Next(1, 3);
            // ONNX Runtime asks for pads below the kernel.
            int begin = random.Next(0, kernel), end = random.Next(0, kernel);
            var size = Math.Max(1, (dilation * (kernel - 1)) + 1 - begin - end) + random.Next(0, 5);
            var ceil = random.Next(2) == 0;
            var node = i % 2 == 0
                ? MaxPool(size, size + 1, kernel, stride, begin, end, dilation, ceil)
                : AveragePool(size, size + 1, kernel, stride, begin, end, dilation, ceil, random.Next(2));
            try
            {
                (random.Next(4) == 0 ? node.StaticBatch() : node).Check(s_quick with { MaxElements = 10 });
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"case {i}: size {size}, kernel {kernel}, stride {stride}, pads {begin} {end}, dilation {dilation}, "
                    + $"ceil {ceil}: {e.Message}", e);
            }
        }
    }

    [Fact]
    public void Pools_match_central_differences_in_one_and_three_dimensions()
    {
        OneNode.Of("MaxPool", NodeAttribute.Ints("kernel_shape", 3), NodeAttribute.Ints("strides", 2)).Input("x", NDArray.Distinct(1, -2, 2, 2, 3, 9))
            .Check(s_quick);
        OneNode.Of("AveragePool", NodeAttribute.Ints("kernel_shape", 3), NodeAttribute.Ints("pads", 1, 1)).Input("x", NDArray.Random(1, -2, 2, 2, 3, 9))
            .Check(s_quick);
        OneNode.Of("MaxPool", NodeAttribute.Ints("kernel_shape", 2, 3, 2)).Input("x", NDArray.Distinct(1, -2, 2, 1, 2, 3, 4, 5)).Check(s_quick);
        OneNode.Of("AveragePool", NodeAttribute.Ints("kernel_shape", 2, 3, 2)).Input("x", NDArray.Random(1, -2, 2, 1, 2, 3, 4, 5)).Check(s_quick);
    }

    [Fact]
    public void A_pool_over_the_whole_image_leaves_its_gradient_compact()
    {
        var model = OneNode.Of("AveragePool", NodeAttribute.Ints("kernel_shape", 7, 7)).Input("x", NDArray.Random(1, -1, 1, 2, 3, 7, 7)).Model();
        Assert.DoesNotContain(GradientGraph.Of(model, ["x"]).Nodes, n => n.Is("ConvTranspose"));
        OneNode.Of("AveragePool", NodeAttribute.Ints("kernel_shape", 4, 5)).Input("x", NDArray.Random(1, -1, 1, 2, 3, 4, 5)).Check(s_quick);
    }

    [Fact]
    public void Global_pools_match_central_differences()
    {
        OneNode.Of("GlobalAveragePool").Input("x", NDArray.Random(1, -1, 1, 3, 4, 5, 6)).Check(s_quick);
        OneNode.Of("GlobalAveragePool").Input("x", NDArray.Random(1, -1, 1, 3, 4, 5)).Check(s_quick);
        OneNode.Of("GlobalMaxPool").Input("x", NDArray.Distinct(1, -1, 1, 3, 4, 5, 6)).Check(s_quick);
        OneNode.Of("GlobalMaxPool").Input("x", NDArray.Distinct(1, -1, 1, 3, 4, 5, 6)).StaticBatch().Check(s_quick);
    }

    private static OneNode MaxPool(int height, int width, int kernel, int stride, int begin, int end, int dilation, bool ceil) =>
        OneNode.Of("MaxPool", [.. Attributes(kernel, stride, begin, end, dilation, ceil)]).Input("x", NDArray.Distinct(1, -2, 2, 2, 3, height, width));

    private static OneNode AveragePool(int height, int width, int kernel, int stride, int begin, int end, int dilation, bool ceil, int countPadding) =>
        OneNode.Of("AveragePool", [.. Attributes(kernel, stride, begin, end, dilation, ceil), NodeAttribute.Int("count_include_pad", countPadding)])
            .Input("x", NDArray.Random(1, -2, 2, 2, 3, height, width));

    private static IEnumerable<NodeAttribute> Attributes(int kernel, int stride, int begin, int end, int dilation, bool ceil) =>
        [NodeAttribute.Ints("kernel_shape", kernel, kernel), NodeAttribute.Ints("strides", stride, stride), NodeAttribute.Ints("pads", begin, begin, end, end),
            NodeAttribute.Ints("dilations", dilation, dilation), NodeAttribute.Int("ceil_mode", ceil ? 1 : 0)];
}
