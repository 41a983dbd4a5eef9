using TransferLab.Onnx;

namespace TransferLab.Autodiff.Tests.Rules.Convolution;

/// <summary>Each shape gets the form that was measured to be fastest for it, and that form is what stands in the graph.</summary>
public class GradientFormTests
{
    [Fact]
    public void Data_gradient_of_1x1_stride_1_is_a_convolution_with_the_transposed_weight() =>
        Assert.Equal(["Transpose", "Conv"], Written("x", new ConvolutionCase(1, 512, 256, [14, 14], [1, 1])));

    [Fact]
    public void Data_gradient_of_3x3_stride_1_is_a_convolution_with_the_weight_flipped_by_a_product() =>
        Assert.Equal(["Reshape", "MatMul", "Reshape", "Transpose", "Conv"],
            Written("x", new ConvolutionCase(1, 64, 64, [56, 56], [3, 3]) { Pads = [1, 1, 1, 1] }));

    [Fact]
    public void Data_gradient_of_depthwise_stride_1_is_a_depthwise_convolution_without_a_transposition() =>
        Assert.Equal(["Reshape", "MatMul", "Reshape", "Conv"],
            Written("x", new ConvolutionCase(1, 32, 32, [56, 56], [3, 3]) { Groups = 32, Pads = [1, 1, 1, 1] }));

    [Theory]
    [InlineData(64, 1, 1)]
    [InlineData(64, 3, 1)]
    [InlineData(64, 3, 64)]
    public void Data_gradient_with_a_stride_is_one_ConvTranspose(int channels, int kernel, int groups) =>
        Assert.Equal(["ConvTranspose"],
            Written("x", new ConvolutionCase(1, channels, channels, [56, 56], [kernel, kernel]) { Groups = groups, Strides = [2, 2] }));

    [Fact]
    public void Weight_gradient_of_1x1_with_many_positions_is_a_product_per_picture() =>
        Assert.Equal(["Reshape", "Reshape", "Transpose", "MatMul", "ReduceSum", "Reshape"], Written("w", new ConvolutionCase(1, 32, 64, [112, 112], [1, 1])));

    [Fact]
    public void Weight_gradient_of_1x1_with_few_positions_is_one_Gemm() =>
        Assert.Equal(["Transpose", "Reshape", "Transpose", "Reshape", "Gemm", "Reshape"], Written("w", new ConvolutionCase(1, 512, 512, [14, 14], [1, 1])));

    [Fact]
    public void Weight_gradient_of_3x3_with_many_positions_is_a_product_per_tap()
    {
        var nodes = Written("w", new ConvolutionCase(1, 64, 64, [56, 56], [3, 3]) { Pads = [1, 1, 1, 1] });
        Assert.Equal(9, nodes.Count(n => n == "MatMul"));
        Assert.DoesNotContain("SpaceToDepth", nodes);
    }

    [Fact]
    public void Weight_gradient_of_3x3_with_few_positions_is_a_Gemm_per_row_shift() =>
        Assert.Equal(3, Written("w", new ConvolutionCase(1, 256, 256, [14, 14], [3, 3]) { Pads = [1, 1, 1, 1] }).Count(n => n == "Gemm"));

    [Fact]
    public void Weight_gradient_of_3x3_stride_2_with_many_positions_goes_through_SpaceToDepth()
    {
        var nodes = Written("w", new ConvolutionCase(1, 64, 128, [56, 56], [3, 3]) { Pads = [1, 1, 1, 1], Strides = [2, 2] });
        Assert.Single(nodes, "SpaceToDepth");
        Assert.Equal(9, nodes.Count(n => n == "MatMul"));
    }

    [Fact]
    public void Weight_gradient_of_a_stem_is_one_product_over_all_taps()
    {
        var nodes = Written("w", new ConvolutionCase(1, 3, 64, [224, 224], [7, 7]) { Pads = [3, 3, 3, 3], Strides = [2, 2] });
        Assert.Single(nodes, "SpaceToDepth");
        Assert.Single(nodes, "MatMul");
    }

    [Fact]
    public void Weight_gradient_of_3x3_stride_2_with_few_positions_is_one_Gemm() =>
        Assert.Single(Written("w", new ConvolutionCase(1, 256, 256, [14, 14], [3, 3]) { Pads = [1, 1, 1, 1], Strides = [2, 2] }), "Gemm");

    [Fact]
    public void Weight_gradient_of_a_grouped_convolution_is_a_product_per_tap_with_an_axis_for_groups() =>
        Assert.Equal(9, Written("w", new ConvolutionCase(1, 64, 64, [14, 14], [3, 3]) { Groups = 32, Pads = [1, 1, 1, 1] }).Count(n => n == "MatMul"));

    [Fact]
    public void Weight_gradient_of_a_depthwise_convolution_is_a_convolution() =>
        Assert.Single(Written("w", new ConvolutionCase(1, 32, 32, [112, 112], [3, 3]) { Groups = 32, Pads = [1, 1, 1, 1] }), "Conv");

    private static string[] Written(string wrt, ConvolutionCase shape)
    {
        var model = (shape with { Bias = false }).Node().Model();
        return [.. GradientGraph.Of(model, [wrt]).Nodes.Skip(model.Graph.Nodes.Count).Select(n => n.OpType).Where(n => n != "Sum")];
    }
}
