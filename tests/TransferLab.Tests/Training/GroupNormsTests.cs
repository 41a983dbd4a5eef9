using TransferLab.Optimizers;
using TransferLab.Training;

namespace TransferLab.Tests.Training;

public class GroupNormsTests
{
    private static readonly ParameterLayout s_layout = ParameterLayout.Pack(("a", 20, 1f, true), ("b", 3, 1f, true), ("c", 40, 1f, true), ("h", 5, 1f, true), ("bias", 1, 1f, false));
    private readonly GroupNorms _norms = new(s_layout, new Dictionary<string, string> { ["a"] = "stem", ["b"] = "stem", ["c"] = "stage1" });

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
        var gradients = new float[s_layout.Length];
        foreach (var slice in s_layout.Slices)
            for (var i = slice.Offset; i < slice.End; i++)
                gradients[i] = random.NextSingle() - 0.5f;
        var global = _norms.Measure(gradients);
        double Norm(params string[] names) => Math.Sqrt(names.SelectMany(n => gradients.Skip(s_layout[n].Offset).Take(s_layout[n].Length)).Sum(g => (double)g * g));
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
        var values = new float[s_layout.Length];
        Assert.Null(_norms.FindNotFinite(values));
        values[s_layout["c"].Offset + 7] = odd;
        Assert.Equal(("c", "stage1"), _norms.FindNotFinite(values));
        Assert.False(double.IsFinite(_norms.Measure(values)));
    }
}
