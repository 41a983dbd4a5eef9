using TransferLab.Heads;
using TransferLab.Onnx;

namespace TransferLab.Tests.Heads;

public class ClassifierHeadTests
{
    [Fact]
    public void A_head_on_a_vector_is_one_linear_layer()
    {
        var (model, head) = OnVector(new ClassifierHeadOptions { Classes = 5, Seed = 3 });
        var x = Session.Normal(1, 2 * 8);
        var logits = Session.Run(model, head.Logits, "features", x, 2, 8);
        var weight = model.Graph.Initializers[head.Weight].ToFloats();
        var bias = model.Graph.Initializers[head.Bias].ToFloats();
        var expected = Enumerable.Range(0, 10).Select(i => bias[i % 5] + Enumerable.Range(0, 8).Sum(f => x[((i / 5) * 8) + f] * weight[((i % 5) * 8) + f])).ToArray();
        Session.Close(expected, logits, 1e-5);
        Assert.Equal([5, 8], model.Graph.Initializers[head.Weight].Dims);
        Assert.Equal("[N,5]", model.Graph.Outputs.Single().Shape!.ToString());
        Assert.Null(head.DropoutMask);
        Assert.Equal(45, ClassifierHead.CountParameters(8, 5));
    }

    [Theory]
    [InlineData(new long[] { 6, 4, 4 }, null, 6)]
    [InlineData(new long[] { 6, 1, 1 }, null, 6)]
    [InlineData(new long[] { 4, 4, 6 }, 3, 6)]
    [InlineData(new long[] { 9, 7 }, null, 7)]
    public void Maps_and_tokens_are_averaged_over_positions(long[] dims, int? channelAxis, int features)
    {
        var model = Features([Dim.Of("N"), .. dims.Select(d => Dim.Of(d))]);
        var head = ClassifierHead.Append(model, "features", new ClassifierHeadOptions { Classes = 3, ChannelAxis = channelAxis });
        Assert.Equal(features, head.FeatureCount);
        model.Graph.Outputs.Add(new ValueInfo(head.Features, ElementType.Float, null));
        var count = (int)dims.Aggregate(1L, (a, b) => a * b);
        var x = Session.Normal(5, 2 * count);
        var channelsFirst = dims.Length == 3 && channelAxis is null;
        var positions = count / features;
        var expected = Enumerable.Range(0, 2 * features).Select(i =>
            Enumerable.Range(0, positions).Average(p => x[((i / features) * count) + (channelsFirst ? ((i % features) * positions) + p : (p * features) + (i % features))])).ToArray();
        Session.Close(expected, Session.Run(model, head.Features, "features", x, [2, .. dims]), 1e-5);
    }

    [Fact]
    public void Initial_weights_are_uniform_and_depend_on_the_seed_alone()
    {
        var a = Weights(1);
        Assert.Equal(a, Weights(1));
        Assert.NotEqual(a, Weights(2));
        var bound = 1 / MathF.Sqrt(64);
        Assert.All(a, v => Assert.InRange(v, -bound, bound));
        Assert.InRange(a.Average(), -0.05f * bound, 0.05f * bound);
        // The variance of a uniform distribution on ±b is b²/3.
        Assert.InRange(a.Average(v => v * v) / (bound * bound / 3), 0.95, 1.05);

        static float[] Weights(ulong seed)
        {
            var model = Features([Dim.Of("N"), 64]);
            return model.Graph.Initializers[ClassifierHead.Append(model, "features", 100, seed).Weight].ToFloats();
        }
    }

    [Fact]
    public void A_dropout_mask_scales_what_it_keeps_and_repeats_for_a_step()
    {
        var mask = new float[10000];
        ClassifierHead.FillDropoutMask(mask, 0.25f, 1, 7);
        Assert.InRange(mask.Count(m => m == 0), 2350, 2650);
        Assert.All(mask, m => Assert.True(m == 0 || m == 1 / 0.75f));
        var again = new float[10000];
        ClassifierHead.FillDropoutMask(again, 0.25f, 1, 7);
        Assert.Equal(mask, again);
        ClassifierHead.FillDropoutMask(again, 0.25f, 1, 8);
        Assert.NotEqual(mask, again);
    }

    [Fact]
    public void Dropout_is_a_mask_to_feed_in_training()
    {
        var (model, head) = OnVector(new ClassifierHeadOptions { Classes = 2, DropoutRate = 0.5f });
        Assert.Equal("head.dropout_mask", head.DropoutMask);
        Assert.Equal(["features", "head.dropout_mask"], model.Graph.Feeds.Select(f => f.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnVector(new ClassifierHeadOptions { Classes = 2, DropoutRate = 1 }));
    }

    [Fact]
    public void Names_that_the_backbone_uses_are_not_taken_twice()
    {
        var model = Features([Dim.Of("N"), 4]);
        model.Graph.Initializers.Add("head.weight", Tensor.Scalar(1f));
        model.Graph.Initializers.Add("logits", Tensor.Scalar(1f));
        var head = ClassifierHead.Append(model, "features", 3, 1);
        Assert.NotEqual("head.weight", head.Weight);
        Assert.NotEqual("logits", head.Logits);
    }

    private static (OnnxModel Model, ClassifierHead Head) OnVector(ClassifierHeadOptions options)
    {
        var model = Features([Dim.Of("N"), 8]);
        return (model, ClassifierHead.Append(model, "features", options));
    }

    private static OnnxModel Features(Dim[] dims)
    {
        var model = new OnnxModel("suffix", 18);
        model.Graph.Inputs.Add(new ValueInfo("features", ElementType.Float, new Shape(dims)));
        return model;
    }
}
