using TransferLab.Onnx;

namespace TransferLab.Runtime.Tests.Kernels;

/// <summary>Operators of the domain <c>transferlab</c>, channels last, on numbers that can be followed by hand.</summary>
public class KernelOperatorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conv_adds_bias_and_addend_and_clamps(bool constantWeights)
    {
        // One output channel that sums two input channels over a row of two positions; the second column is padding.
        var graph = new KernelGraph("Conv", NodeAttribute.Ints("pads", 0, 0, 0, 1), NodeAttribute.Float("min", 0), NodeAttribute.Float("max", 40))
            .In("x", [1, 10, 2, 20], 1, 1, 2, 2);
        graph = constantWeights ? graph.Constant("w", [1, 1, 1, 1], 1, 2, 1, 2) : graph.In("w", [1, 1, 1, 1], 1, 2, 1, 2);
        var y = graph.In("b", [5], 1).In("addend", [1, -30], 1, 1, 2, 1).Out("y").Run()["y"];
        Assert.Equal([1, 1, 2, 1], y.Dims);
        // 33 + 5 + 1, and 22 + 5 − 30 below the bound.
        Assert.Equal([39, 0], y.Values);
    }

    [Fact]
    public void Conv_takes_strides_dilations_and_asymmetric_pads()
    {
        float[] x = [1, 2, 3, 4, 5];
        var y = new KernelGraph("Conv", NodeAttribute.Ints("strides", 1, 2), NodeAttribute.Ints("dilations", 1, 2), NodeAttribute.Ints("pads", 0, 2, 0, 1))
            .In("x", x, 1, 1, 5, 1).In("w", [1, 10], 1, 1, 1, 2).Out("y").Run()["y"];
        // Columns −2 and 0, 0 and 2, 2 and 4.
        Assert.Equal([1, 1, 3, 1], y.Dims);
        Assert.Equal([10, 31, 53], y.Values);
    }

    [Fact]
    public void Conv_leaves_out_bias_before_an_addend()
    {
        var y = new KernelGraph("Conv").In("x", [3], 1, 1, 1, 1).In("w", [2], 1, 1, 1, 1).Without().In("addend", [0.5f], 1, 1, 1, 1).Out("y").Run()["y"];
        Assert.Equal([6.5f], y.Values);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    public void ConvGradient_computes_what_is_asked_for(bool dx, bool dw, bool db)
    {
        // y = 2x₀ + 3x₁ + b at two positions, of which the second input lies on the bound 0 of the activation that made x.
        var results = new KernelGraph("ConvGradient", NodeAttribute.Float("min", 0))
            .In("dy", [10, 100], 1, 1, 2, 1).In("x", [1, 0, 4, 5], 1, 1, 2, 2).In("w", [2, 3], 1, 2, 1, 1)
            .Out(dx ? "dx" : "", dw ? "dw" : "", db ? "db" : "").Run();
        Assert.Equal(new[] { (dx, "dx"), (dw, "dw"), (db, "db") }.Where(p => p.Item1).Select(p => p.Item2), results.Keys);
        if (dx)
            Assert.Equal([20, 0, 200, 300], results["dx"].Values);
        if (dw)
        {
            Assert.Equal([410, 500], results["dw"].Values);
            Assert.Equal([1, 2, 1, 1], results["dw"].Dims);
        }
        if (db)
            Assert.Equal([110], results["db"].Values);
    }

    [Fact]
    public void ConvGradient_adds_before_it_masks()
    {
        var dx = new KernelGraph("ConvGradient", NodeAttribute.Float("min", 0), NodeAttribute.Float("max", 6))
            .In("dy", [10, 100], 1, 1, 2, 1).In("x", [3, 6], 1, 1, 2, 1).In("w", [2], 1, 1, 1, 1).In("addend", [0.5f, 7], 1, 1, 2, 1).Out("dx").Run()["dx"];
        Assert.Equal([20.5f, 0], dx.Values);
    }

    [Fact]
    public void Clamp_takes_any_shape()
    {
        Assert.Equal([0, 3, 6], new KernelGraph("Clamp", NodeAttribute.Float("min", 0), NodeAttribute.Float("max", 6))
            .In("x", [-1, 2, 9], 3).In("addend", [0.5f, 1, 1], 3).Out("y").Run()["y"].Values);
        Assert.Equal([-1, 1], new KernelGraph("Clamp", NodeAttribute.Float("max", 1)).In("x", [-1, 2], 1, 2).Out("y").Run()["y"].Values);
    }

    [Fact]
    public void ClampGradient_is_zero_on_the_bounds()
    {
        Assert.Equal([0, 22, 0, 44], new KernelGraph("ClampGradient", NodeAttribute.Float("min", 0), NodeAttribute.Float("max", 6))
            .In("dy", [1, 2, 3, 4], 4).In("y", [0, 3, 6, 1], 4).In("addend", [10, 20, 30, 40], 4).Out("dx").Run()["dx"].Values);
    }

    [Fact]
    public void MaxPool_and_its_gradient_take_the_first_largest()
    {
        NodeAttribute[] window = [NodeAttribute.Ints("kernel_shape", 1, 2), NodeAttribute.Ints("strides", 1, 1), NodeAttribute.Ints("pads", 0, 1, 0, 0)];
        float[] x = [-3, 5, 5, 1];
        var y = new KernelGraph("MaxPool", window).In("x", x, 1, 1, 4, 1).Out("y").Run()["y"];
        Assert.Equal([-3, 5, 5, 5], y.Values);
        var dx = new KernelGraph("MaxPoolGradient", window).In("dy", [1, 10, 100, 1000], 1, 1, 4, 1).In("x", x, 1, 1, 4, 1).In("y", y.Values, 1, 1, 4, 1)
            .Out("dx").Run()["dx"];
        Assert.Equal([1, 110, 1000, 0], dx.Values);
        var masked = new KernelGraph("MaxPoolGradient", [.. window, NodeAttribute.Float("min", -3)]).In("dy", [1, 10, 100, 1000], 1, 1, 4, 1)
            .In("x", x, 1, 1, 4, 1).In("y", y.Values, 1, 1, 4, 1).Out("dx").Run()["dx"];
        Assert.Equal([0, 110, 1000, 0], masked.Values);
    }

    [Fact]
    public void GlobalAveragePool_and_its_gradient()
    {
        var y = new KernelGraph("GlobalAveragePool").In("x", [1, 10, 3, 30], 1, 2, 1, 2).Out("y").Run()["y"];
        Assert.Equal([1, 1, 1, 2], y.Dims);
        Assert.Equal([2, 20], y.Values);
        var dx = new KernelGraph("GlobalAveragePoolGradient", NodeAttribute.Float("min", 1)).In("dy", [4, 8], 1, 1, 1, 2).In("x", [1, 10, 3, 30], 1, 2, 1, 2)
            .Out("dx").Run()["dx"];
        Assert.Equal([0, 4, 2, 4], dx.Values);
    }

    [Fact]
    public void Layouts_are_each_others_inverse()
    {
        var x = KernelGraph.Numbers(2 * 3 * 4 * 5, 1);
        var last = new KernelGraph("ToChannelsLast").In("x", x, 2, 3, 4, 5).Out("y").Run()["y"];
        Assert.Equal([2, 4, 5, 3], last.Dims);
        Assert.Equal(x[(3 * 20 * 1) + (2 * 20) + (3 * 5) + 4], last.Values[(1 * 60) + (3 * 15) + (4 * 3) + 2]);
        var first = new KernelGraph("ToChannelsFirst").In("x", last.Values, 2, 4, 5, 3).Out("y").Run()["y"];
        Assert.Equal([2, 3, 4, 5], first.Dims);
        Assert.Equal(x, first.Values);
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_output_and_weight_gradients_of_zero()
    {
        Assert.Equal([0, 2, 2, 1], new KernelGraph("Conv").In("x", [], 0, 2, 2, 1).In("w", [1], 1, 1, 1, 1).Out("y").Run()["y"].Dims);
        var gradient = new KernelGraph("ConvGradient").In("dy", [], 0, 2, 2, 1).In("x", [], 0, 2, 2, 1).In("w", [1], 1, 1, 1, 1).Out("dx", "dw", "db").Run();
        Assert.Equal([0], gradient["dw"].Values);
        Assert.Equal([0], gradient["db"].Values);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Linear_multiplies_rows_of_any_dimensions(bool transposed, bool constantWeights)
    {
        var graph = new KernelGraph("Linear", NodeAttribute.Int("transB", transposed ? 1 : 0)).In("x", [1, 2, 3, 4], 2, 1, 2);
        float[] w = transposed ? [1, 10, 2, 20, 3, 30] : [1, 2, 3, 10, 20, 30];
        long[] dims = transposed ? [3, 2] : [2, 3];
        graph = constantWeights ? graph.Constant("w", w, dims) : graph.In("w", w, dims);
        var y = graph.In("b", [0.5f, 0, 0], 3).In("addend", [0, 0, 0, 0, 0, 1000], 2, 1, 3).Out("y").Run()["y"];
        Assert.Equal([2, 1, 3], y.Dims);
        Assert.Equal([21.5f, 42, 63, 43.5f, 86, 1129], y.Values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LinearGradient_computes_what_is_asked_for(bool transposed)
    {
        KernelGraph Graph(params string[] outputs) => new KernelGraph("LinearGradient", NodeAttribute.Int("transB", transposed ? 1 : 0))
            .In("dy", [1, 0, 0, 10], 2, 2).In("x", [2, 3, 4, 5], 2, 2).In("w", transposed ? [1, 2, 3, 4] : [1, 3, 2, 4], 2, 2)
            .In("addend", [0.5f, 0, 0, 0], 2, 2).Out(outputs);
        var all = Graph("dx", "dw", "db").Run();
        // y₀ = x₀ + 2x₁, y₁ = 3x₀ + 4x₁.
        Assert.Equal([1.5f, 2, 30, 40], all["dx"].Values);
        Assert.Equal(transposed ? [2, 3, 40, 50] : [2, 40, 3, 50], all["dw"].Values);
        Assert.Equal([1, 10], all["db"].Values);
        Assert.Equal([1, 10], Graph("", "", "db").Run()["db"].Values);
        Assert.Equal(all["dw"].Values, Graph("", "dw").Run()["dw"].Values);
    }

    [Fact]
    public void Gelu_and_its_gradient_follow_the_normal_distribution()
    {
        // Φ(1) = 0.841345, φ(1) = 0.241971.
        var y = new KernelGraph("Gelu").In("x", [0, 1, -1, 20, -20], 5).Out("y").Run()["y"].Values;
        Assert.All(y.Zip((float[])[0, 0.841345f, -0.158655f, 20, 0]), p => Assert.Equal(p.Second, p.First, 1e-6f));
        var dx = new KernelGraph("GeluGradient").In("dy", [2, 2, 2, 2, 2], 5).In("x", [0, 1, -1, 20, -20], 5).Out("dx").Run()["dx"].Values;
        Assert.All(dx.Zip((float[])[1, 2.166630f, -0.166630f, 2, 0]), p => Assert.Equal(p.Second, p.First, 2e-6f));
    }

    [Fact]
    public void LayerNormalizationGradient_of_two_numbers()
    {
        // x̂ = ±1 with ε = 0: dx vanishes, dscale = Σ dy·x̂.
        var r = new KernelGraph("LayerNormalizationGradient", NodeAttribute.Float("epsilon", 0)).In("dy", [1, 5, 2, 7], 2, 2).In("x", [0, 2, 30, 10], 2, 2).In("scale", [1, 3], 2)
            .In("addend", [0, 0, 0, 9], 2, 2).Out("dx", "dscale", "dbias").Run();
        Assert.All(r["dx"].Values.Zip((float[])[0, 0, 0, 9]), p => Assert.Equal(p.Second, p.First, 1e-5f));
        Assert.Equal([1, -2], r["dscale"].Values);
        Assert.Equal([3, 12], r["dbias"].Values);
    }

    [Fact]
    public void SoftmaxGradient_takes_each_row_for_itself() => Assert.Equal([0.5f * (4 - 6), 0.5f * (8 - 6), 0, 0],
        new KernelGraph("SoftmaxGradient").In("dy", [4, 8, 3, 5], 2, 2).In("y", [0.5f, 0.5f, 1, 0], 2, 2).Out("dx").Run()["dx"].Values);
}
