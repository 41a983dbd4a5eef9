using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Convolution;

public class ConvolutionGradientTests
{
    private static readonly GradientCheckOptions s_quick = new() { MaxElements = 24 };

    /// <summary>A case per row of the tables in DataGradient and WeightGradient, and their corners.</summary>
    public static TheoryData<string> NamedCases => [.. s_cases.Keys];

    private static readonly Dictionary<string, ConvolutionCase> s_cases = new()
    {
        ["1x1"] = new(2, 5, 4, [6, 7], [1, 1]),
        ["1x1, many positions"] = new(2, 3, 4, [15, 16], [1, 1]),
        ["1x1, stride 2"] = new(2, 3, 4, [7, 6], [1, 1]) { Strides = [2, 2] },
        ["1x1, padded"] = new(2, 5, 4, [4, 4], [1, 1]) { Pads = [1, 0, 2, 1] },
        ["3x3, few positions"] = new(2, 5, 4, [6, 7], [3, 3]) { Pads = [1, 1, 1, 1] },
        ["3x3, many positions"] = new(1, 5, 3, [21, 22], [3, 3]) { Pads = [1, 1, 1, 1] },
        ["3x3, stride 2, many positions"] = new(1, 5, 3, [43, 42], [3, 3]) { Pads = [1, 1, 1, 1], Strides = [2, 2] },
        ["3x3, stride 2, few positions"] = new(2, 5, 3, [9, 8], [3, 3]) { Pads = [1, 1, 1, 1], Strides = [2, 2] },
        ["3x3, unequal strides, many positions"] = new(1, 5, 2, [42, 22], [3, 2]) { Strides = [2, 1] },
        ["stem 7x7, stride 2"] = new(2, 3, 4, [13, 14], [7, 7]) { Pads = [3, 3, 3, 3], Strides = [2, 2] },
        ["stem 3x3, stride 1"] = new(2, 3, 4, [7, 6], [3, 3]) { Pads = [1, 1, 1, 1] },
        ["stem 3x3, stride 2, asymmetric pads"] = new(2, 3, 4, [10, 10], [3, 3]) { Pads = [0, 0, 1, 1], Strides = [2, 2] },
        ["depthwise"] = new(2, 4, 4, [6, 7], [3, 3]) { Groups = 4, Pads = [1, 1, 1, 1] },
        ["depthwise, stride 2"] = new(2, 4, 4, [7, 8], [3, 3]) { Groups = 4, Pads = [1, 1, 1, 1], Strides = [2, 2] },
        ["depthwise, stride 2, asymmetric pads"] = new(2, 4, 4, [8, 8], [3, 3]) { Groups = 4, Pads = [0, 0, 1, 1], Strides = [2, 2] },
        ["depthwise, unread rows"] = new(2, 4, 4, [8, 9], [3, 2]) { Groups = 4, Strides = [3, 3] },
        ["depthwise, multiplier 2"] = new(2, 3, 6, [6, 7], [3, 3]) { Groups = 3, Pads = [1, 1, 1, 1] },
        ["depthwise, multiplier 3, stride 2"] = new(2, 2, 6, [6, 7], [3, 3]) { Groups = 2, Pads = [1, 1, 1, 1], Strides = [2, 2] },
        ["depthwise, dilated"] = new(2, 3, 3, [8, 9], [3, 3]) { Groups = 3, Dilations = [2, 2], Pads = [2, 2, 2, 2] },
        ["groups"] = new(2, 6, 4, [6, 5], [3, 3]) { Groups = 2, Pads = [1, 1, 1, 1] },
        ["groups, stride 2"] = new(2, 6, 4, [7, 5], [3, 3]) { Groups = 2, Pads = [1, 1, 1, 1], Strides = [2, 2] },
        ["groups, 1x1"] = new(2, 6, 4, [4, 5], [1, 1]) { Groups = 2 },
        ["groups, one output each"] = new(2, 6, 3, [6, 5], [3, 3]) { Groups = 3 },
        ["dilated"] = new(2, 5, 3, [9, 8], [3, 3]) { Dilations = [2, 2], Pads = [2, 2, 2, 2] },
        ["dilated, stride 2, many positions"] = new(1, 5, 2, [44, 43], [3, 3]) { Dilations = [2, 2], Strides = [2, 2] },
        ["pads beyond the kernel"] = new(2, 5, 3, [4, 4], [2, 2]) { Pads = [2, 3, 1, 2] },
        ["SAME_UPPER"] = new(2, 5, 3, [7, 8], [3, 4]) { AutoPad = "SAME_UPPER", Strides = [2, 2] },
        ["SAME_LOWER"] = new(2, 5, 3, [7, 8], [3, 4]) { AutoPad = "SAME_LOWER", Strides = [2, 2] },
        ["SAME_LOWER, stride 1"] = new(2, 5, 3, [7, 8], [4, 2]) { AutoPad = "SAME_LOWER" },
        ["SAME_UPPER, stride above kernel"] = new(2, 5, 3, [7, 8], [1, 2]) { AutoPad = "SAME_UPPER", Strides = [3, 3] },
        ["VALID"] = new(2, 5, 3, [7, 8], [3, 3]) { AutoPad = "VALID", Strides = [2, 2] },
        ["one position"] = new(3, 5, 3, [4, 4], [4, 4]),
        ["one dimension"] = new(2, 5, 3, [9], [3]) { Pads = [1, 1], Strides = [2] },
        ["one dimension, stride 1"] = new(2, 5, 3, [9], [3]) { Pads = [2, 0] },
        ["one dimension, depthwise"] = new(2, 3, 3, [9], [3]) { Groups = 3, Pads = [1, 1] },
        ["three dimensions"] = new(1, 5, 2, [4, 5, 3], [2, 3, 2]) { Pads = [0, 1, 0, 1, 1, 1] },
        ["three dimensions, stride 2"] = new(1, 5, 2, [4, 5, 3], [2, 3, 2]) { Strides = [2, 2, 1] },
    };

    [Theory]
    [MemberData(nameof(NamedCases))]
    public void Conv_matches_central_differences_with_an_open_batch(string name) => s_cases[name].Node().Check(s_quick);

    [Theory]
    [InlineData("depthwise")]
    [InlineData("depthwise, stride 2")]
    [InlineData("depthwise, unread rows")]
    [InlineData("depthwise, multiplier 3, stride 2")]
    [InlineData("3x3, few positions")]
    [InlineData("stem 7x7, stride 2")]
    public void Conv_matches_central_differences_with_a_fixed_batch(string name) => s_cases[name].Node().StaticBatch().Check(s_quick);

    /// <summary>The strided layers of MobileNet v1 as TensorFlow exports it, at their real sizes with fewer channels: padded at the end only.</summary>
    [Theory]
    [InlineData(224, 3, 1)]
    [InlineData(112, 4, 4)]
    [InlineData(56, 4, 4)]
    [InlineData(28, 4, 4)]
    [InlineData(14, 4, 4)]
    public void Strided_layers_padded_at_the_end_only_match_central_differences_at_their_real_sizes(int size, int channels, int groups) =>
        new ConvolutionCase(1, channels, 4, [size, size], [3, 3]) { Groups = groups, Strides = [2, 2], Pads = [0, 0, 1, 1], Bias = false }.Node()
            .Check(s_quick with { MaxElements = 6 });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Conv_matches_central_differences_for_random_geometries(int part)
    {
        var random = new Random(part * 1000);
        for (var i = 0; i < 50; i++)
            Checked(ConvolutionCase.Draw(random, i % 10 == 0 ? 1 : i % 25 == 1 ? 3 : 2), "Conv", i, random.Next(4) == 0);
    }

    [Theory]
    [InlineData("3x3, few positions")]
    [InlineData("3x3, stride 2, few positions")]
    [InlineData("depthwise, stride 2")]
    [InlineData("depthwise, multiplier 2")]
    [InlineData("groups")]
    [InlineData("1x1")]
    [InlineData("dilated")]
    [InlineData("one dimension")]
    [InlineData("three dimensions, stride 2")]
    public void ConvTranspose_matches_central_differences(string name) => s_cases[name].Node("ConvTranspose").Check(s_quick);

    [Fact]
    public void ConvTranspose_matches_central_differences_for_random_geometries()
    {
        var random = new Random(99);
        for (var i = 0; i < 80; i++)
        {
            var drawn = ConvolutionCase.Draw(random, i % 10 == 0 ? 1 : 2) with { Batch = 2 };
            var rank = drawn.Size.Length;
            // Pads crop here, so they have to leave something. ONNX allows output padding below stride or dilation, ONNX Runtime only below the stride.
            drawn = drawn with
            {
                Size = [.. drawn.Size.Select(s => Math.Min(s, 5) + 3)],
                Pads = drawn.Pads is null ? null : [.. drawn.Pads.Select(p => Math.Min(p, 1))],
                OutputPadding = [.. Enumerable.Range(0, rank).Select(a => (long)random.Next(0, (int)Math.Max(drawn.Strides![a], drawn.Dilations![a])))],
            };
            Checked(drawn, "ConvTranspose", i, random.Next(4) == 0, drawn.OutputPadding.Zip(drawn.Strides!).All(p => p.First < p.Second));
        }
    }

    [Fact]
    public void Conv_gives_only_what_is_needed()
    {
        var onlyWeight = Nodes(OneNode.Of("Conv").Fixed("x", NDArray.Random(1, -1, 1, 2, 5, 6, 6)).Input("w", NDArray.Random(2, -1, 1, 3, 5, 3, 3)));
        Assert.DoesNotContain("ConvTranspose", onlyWeight);
        Assert.Single(onlyWeight, "Conv");
        var onlyBias = Nodes(OneNode.Of("Conv").Fixed("x", NDArray.Random(1, -1, 1, 2, 5, 6, 6)).Fixed("w", NDArray.Random(2, -1, 1, 3, 5, 3, 3))
            .Input("b", NDArray.Random(3, -1, 1, 3)));
        Assert.Equal(["Conv", "ReduceSum"], onlyBias.Where(n => n is not "Sum"));
    }

    [Fact]
    public void An_image_of_unknown_size_is_refused_with_a_reason()
    {
        var model = s_cases["3x3, few positions"].Node().Model();
        model.Graph.Inputs[0] = model.Graph.Inputs[0].WithShape(new Shape("N".AsDim(), 5, "H".AsDim(), "W".AsDim()));
        var error = Assert.Throws<GradientNotDefinedException>(() => GradientGraph.Of(model, ["w"]));
        Assert.Contains("fixed image size", error.Message, StringComparison.Ordinal);
    }

    private static string[] Nodes(OneNode node) => [.. GradientGraph.Of(node.Model(), node.Wrt).Nodes.Select(n => n.OpType)];

    private static void Checked(ConvolutionCase drawn, string opType, int seed, bool staticBatch, bool runtime = true)
    {
        try
        {
            var node = drawn.Node(opType, seed);
            (staticBatch ? node.StaticBatch() : node).Check(s_quick with { MaxElements = 8, RunRuntime = runtime });
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{opType} {drawn}: {e.Message}", e);
        }
    }
}
