using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Onnx;

namespace TransferLab.Autodiff.Tests.Rewriting.Kernels;

/// <summary>Chains that exporters write for a layer of a transformer; what comes out is compared with the plain form by <see cref="KernelGraph"/>.</summary>
public class KernelChainsTests
{
    private const double Root2 = 1.4142135623730951;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_product_of_tokens_takes_its_bias_along(bool biasFirst)
    {
        var g = new KernelGraph();
        var (x, bias) = (Tokens(g), g.Const([1, 2, 3], 3));
        var y = Product(g, x, 3);
        Assert.Equal("+Linear", g.Out(g.Add("Add", biasFirst ? [bias, y] : [y, bias])).Operators());
    }

    [Fact]
    public void A_product_takes_a_residual_along()
    {
        var g = new KernelGraph();
        var x = Tokens(g, 4);
        var y = g.Add("Add", [Product(g, x, 4), g.Const([1, 2, 3, 4], 4)]);
        Assert.Equal("+Linear", g.Out(g.Add("Add", [x, y])).Operators());
    }

    [Fact]
    public void A_product_that_others_read_is_taken_without_what_follows()
    {
        var g = new KernelGraph();
        var y = Product(g, Tokens(g), 3);
        Assert.Equal("+Linear Add", g.Out(g.Add("Add", [y, g.Const([1, 2, 3], 3)]), y).Operators());
    }

    [Fact]
    public void Products_of_activations_and_those_of_few_rows_stay()
    {
        var g = new KernelGraph();
        var x = Tokens(g, 4);
        Assert.Equal("Transpose MatMul", g.Out(g.Add("MatMul", [x, g.Add("Transpose", [x], NodeAttribute.Ints("perm", 0, 2, 1))])).Operators());
        g = new KernelGraph();
        var rows = g.In("x", batched: true, 70, 4);
        Assert.Equal("Gemm", g.Out(g.Add("Gemm", [rows, g.Const([1, 2, 3, 4], 4, 1)])).Operators());
    }

    [Theory]
    [InlineData(0, "+Linear")]
    [InlineData(1, "+Linear")]
    public void A_plain_Gemm_of_many_rows_is_taken(int transB, string operators)
    {
        var g = new KernelGraph();
        var rows = g.In("x", batched: false, 70, 4);
        float[] w = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(operators, g.Out(g.Add("Gemm", [rows, transB == 1 ? g.Const(w, 2, 4) : g.Const(w, 4, 2), g.Const([1, 2], 2)], NodeAttribute.Int("transB", transB))).Operators());
        g = new KernelGraph();
        rows = g.In("x", batched: false, 70, 4);
        Assert.Equal("Gemm", g.Out(g.Add("Gemm", [rows, g.Const(w, 4, 2)], NodeAttribute.Float("alpha", 2))).Operators());
    }

    [Theory]
    [InlineData("div", 0)]
    [InlineData("mul", 0)]
    [InlineData("div", 1)]
    [InlineData("mul", 2)]
    [InlineData("div", 3)]
    public void GELU_in_every_order(string scaling, int order)
    {
        var g = new KernelGraph();
        var x = Tokens(g, 5);
        Assert.Equal("+Gelu", g.Out(Gelu(g, x, scaling, order)).Operators());
    }

    [Fact]
    public void What_only_looks_like_GELU_stays()
    {
        var g = new KernelGraph();
        Assert.DoesNotContain("Gelu", g.Out(Gelu(g, Tokens(g, 5), "div", 0, root: 1.5)).Operators(), StringComparison.Ordinal);
        g = new KernelGraph();
        Assert.DoesNotContain("Gelu", g.Out(Gelu(g, Tokens(g, 5), "div", 0, half: 0.4)).Operators(), StringComparison.Ordinal);
        g = new KernelGraph();
        var x = Tokens(g, 5);
        var y = Gelu(g, x, "div", 0);
        Assert.DoesNotContain("Gelu", g.Out(y, g.Model.Graph.Nodes.First(n => n.OpType == "Erf").Outputs[0]).Operators(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_layer_normalisation_written_out_becomes_one(bool power)
    {
        var g = new KernelGraph();
        var x = Tokens(g, 4);
        var centred = g.Add("Sub", [x, Mean(g, x)]);
        var square = power ? g.Add("Pow", [centred, g.Builder.Scalar(2)]) : g.Add("Mul", [centred, centred]);
        var deviation = g.Add("Sqrt", [g.Add("Add", [Mean(g, square), g.Builder.Scalar(1e-3f)])]);
        var y = g.Add("Add", [g.Add("Mul", [g.Add("Div", [centred, deviation]), g.Const([1, 2, 3, 4], 4)]), g.Const([4, 3, 2, 1], 4)]);
        // With a product behind it, so that a kernel is there at all.
        Assert.Equal("LayerNormalization +Linear", g.Out(Product(g, y, 2)).Operators());
    }

    [Fact]
    public void A_switch_leaves_chains_alone()
    {
        var g = new KernelGraph();
        var y = Gelu(g, Product(g, Tokens(g, 4), 3), "div", 0);
        Assert.Equal("+Linear Div Erf Add Mul Mul", g.Out(y).Operators(KernelOperators.Linear));
        Assert.Equal("MatMul +Gelu", g.Operators(KernelOperators.Activations));
    }

    [Fact]
    public void What_is_frozen_is_left_to_the_runtime()
    {
        var g = new KernelGraph();
        var y = Product(g, Tokens(g, 4), 3);
        Assert.Equal("MatMul", g.Out(y).Operators(weights: []));
    }

    private static string Tokens(KernelGraph g, int width = 6) => g.In("x", batched: true, 2, 7, width);

    private static string Product(KernelGraph g, string x, int to)
    {
        var from = (int)g.Builder.Shapes.Shape(x)[^1].Value;
        return g.Add("MatMul", [x, g.Const([.. Enumerable.Range(0, from * to).Select(i => (i % 7 - 3) / 4f)], from, to)]);
    }

    private static string Mean(KernelGraph g, string x) => g.Add("ReduceMean", [x, g.Builder.Ints(-1)]);

    private static string Gelu(KernelGraph g, string x, string scaling, int order, double root = Root2, double half = 0.5)
    {
        var scaled = scaling == "div" ? g.Add("Div", [x, g.Builder.Scalar((float)root)]) : g.Add("Mul", [g.Builder.Scalar((float)(1 / root)), x]);
        var plus = g.Add("Add", [g.Add("Erf", [scaled]), g.Builder.Scalar(1)]);
        var factor = g.Builder.Scalar((float)half);
        return order switch
        {
            0 => g.Add("Mul", [g.Add("Mul", [x, plus]), factor]),
            1 => g.Add("Mul", [factor, g.Add("Mul", [plus, x])]),
            2 => g.Add("Mul", [x, g.Add("Mul", [plus, factor])]),
            _ => g.Add("Mul", [g.Add("Mul", [x, factor]), plus]),
        };
    }
}
