using TransferLab.Autodiff;
using TransferLab.Optimizers;
using TransferLab.Runtime;
using TransferLab.Training.Gradients;
using TransferLab.Training.Parameters;

namespace TransferLab.Tests.Training.Gradients;

public sealed class GroupNormsTests : IDisposable
{
    private readonly ParameterStore _parameters = new([.. new[] { ("a", 20), ("b", 3), ("c", 40), ("h", 5), ("bias", 1) }.Select(t => new TrainableTensor(t.Item1, [t.Item2], t.Item1 + "_grad"))]);
    private readonly GroupNorms _norms;

    public GroupNormsTests() => _norms = new(_parameters.Layout, new Dictionary<string, string> { ["a"] = "stem", ["b"] = "stem", ["c"] = "stage1" });

    public void Dispose() => _parameters.Dispose();

    [Fact]
    public void Groups_come_in_path_order_with_the_head_last()
    {
        Assert.Equal(["stem", "stage1", "head"], _norms.Names);
        Assert.Equal(["late", "head"], new GroupNorms(ParameterLayout.Pack(("h", 1, 1f, true), ("x", 1, 1f, true)), new Dictionary<string, string> { ["x"] = "late" }).Names);
    }

    [Fact]
    public void The_global_norm_is_that_of_the_groups_together()
    {
        var random = new Random(4);
        var layout = _parameters.Layout;
        foreach (var slice in layout.Slices)
            for (var i = slice.Offset; i < slice.End; i++)
                _parameters.Gradients.Span[i] = random.NextSingle() - 0.5f;
        var gradients = _parameters.Gradients.Span.ToArray();
        var global = _norms.Measure(_parameters);
        double Norm(params string[] names) => Math.Sqrt(names.SelectMany(n => gradients.Skip(layout[n].Offset).Take(layout[n].Length)).Sum(g => (double)g * g));
        Assert.Equal(Norm("a", "b"), _norms.Values[0], 1e-12);
        Assert.Equal(Norm("c"), _norms.Values[1], 1e-12);
        Assert.Equal(Norm("h", "bias"), _norms.Values[2], 1e-12);
        Assert.Equal(GradientClipping.GlobalNorm(gradients), global, 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_named(float odd)
    {
        var values = _parameters.Gradients;
        Assert.Null(_norms.FindNotFinite(values.Span));
        values.Span[_parameters.Layout["c"].Offset + 7] = odd;
        Assert.Equal(("c", "stage1"), _norms.FindNotFinite(values.Span));
        Assert.False(double.IsFinite(_norms.Measure(_parameters)));
    }
}
