using TransferLab.Data;
using TransferLab.Pretraining.Categories;

namespace TransferLab.Tests.Pretraining.Categories;

/// <summary>Every family by itself, before colours and background.</summary>
public sealed class FormTests
{
    private const int Size = 64;

    public static TheoryData<string> Families => ["shapes", "contours", "fractal", "textured", "noise", "tiling"];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_form_is_neither_empty_nor_without_structure(string family)
    {
        var layer = new Layer(Size, new Layer(Size)) { LightX = 0.6f, LightY = -0.8f };
        for (var i = 0; i < 150; i++)
        {
            var form = Create(family, i);
            var random = new CounterRandom(9, (ulong)i);
            layer.Clear();
            form.Draw(Frame.Place(Size, 0, 0, 0.3f, 0.8f, 1), ref random, layer);
            Assert.True(layer.Alpha.All(a => a is >= 0 and <= 1.0001f), $"{form.Detail} ({i}): coverage outside 0 … 1");
            Assert.True(layer.Value.All(float.IsFinite), $"{form.Detail} ({i}): a value is not finite");
            Assert.True(layer.Shade.All(s => MathF.Abs(s) < 3), $"{form.Detail} ({i}): shading of 3 or more");
            var coverage = layer.Alpha.Average();
            if (form.Covers)
            {
                Assert.Equal(1, coverage, 4);
                Assert.True(Deviation(layer.Value) > 0.03, $"{form.Detail} ({i}): value deviates by {Deviation(layer.Value):F3}");
            }
            else
                Assert.True(coverage is > 0.02f and < 0.75f, $"{form.Detail} ({i}): covers {coverage:P1}");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Draws_of_the_category_make_the_form_and_draws_of_the_instance_vary_it(string family)
    {
        var first = Draw(Create(family, 1), 1);
        Assert.Equal(first, Draw(Create(family, 1), 1));
        Assert.NotEqual(first, Draw(Create(family, 1), 2));
        Assert.NotEqual(first, Draw(Create(family, 2), 1));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Details_are_words_in_kebab_case(string family) =>
        Assert.All(Enumerable.Range(0, 100), i => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", Create(family, i).Detail));

    [Fact]
    public void Kinds_of_every_family_occur()
    {
        Assert.True(Details("tiling").Select(d => d.Split("-of-")[0]).Distinct().Count() >= 12);
        Assert.True(Details("noise").Select(d => d.Split('-')[0]).Distinct().Count() == 4);
        Assert.True(Details("shapes").Select(d => d.Split("-of-")[0]).Where(d => !d.Contains("-with-", StringComparison.Ordinal)).Distinct().Count() == 7);
        Assert.Contains(Details("shapes"), d => d.Contains("-with-", StringComparison.Ordinal));
        Assert.Contains(Details("fractal"), d => d.EndsWith("-fold", StringComparison.Ordinal));
        Assert.Contains(Details("contours"), d => d.StartsWith("filled", StringComparison.Ordinal));
        Assert.Contains(Details("contours"), d => d.StartsWith("line", StringComparison.Ordinal));
        Assert.Contains(Details("textured"), d => d.Contains("-in-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_textured_form_needs_a_second_layer()
    {
        var form = Create("textured", 0);
        Assert.Throws<InvalidOperationException>(() =>
        {
            var random = new CounterRandom(1);
            form.Draw(Frame.Place(Size, 0, 0, 0, 1, 1), ref random, new Layer(Size));
        });
    }

    private static IEnumerable<string> Details(string family) => Enumerable.Range(0, 200).Select(i => Create(family, i).Detail);

    private static IForm Create(string family, int number)
    {
        var random = new CounterRandom(77, (ulong)number);
        return family switch
        {
            "shapes" => new ShapeForm(ref random),
            "contours" => new ContourForm(ref random),
            "fractal" => new FractalForm(ref random),
            "textured" => new TexturedForm(ref random),
            "noise" => new NoiseForm(ref random),
            _ => new TilingForm(ref random),
        };
    }

    private static float[] Draw(IForm form, ulong instance)
    {
        var layer = new Layer(Size, new Layer(Size));
        var random = new CounterRandom(instance);
        form.Draw(Frame.Place(Size, 0, 0, 0, 0.8f, 1), ref random, layer);
        return [.. layer.Alpha, .. layer.Value, .. layer.Shade];
    }

    private static double Deviation(float[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
