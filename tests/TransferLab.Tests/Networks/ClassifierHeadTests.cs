using TransferLab.Networks;
using TransferLab.Onnx;

namespace TransferLab.Tests.Networks;

public class ClassifierHeadTests
{
    [Fact]
    public void A_head_on_a_vector_is_one_linear_layer()
    {
        var (model, head) = OnVector(new ClassifierHeadOptions { Classes = 5, Seed = 3 });
        var x = Session.Normal(1, 2 * 8);
        var logits = Session.Run(model, head.Logits, "features", x, 2, 8);
        var weight = model.Graph.Initializers[head.Layers[^1].Weight].ToFloats();
        var bias = model.Graph.Initializers[head.Layers[^1].Bias].ToFloats();
        var expected = Enumerable.Range(0, 10).Select(i => bias[i % 5] + Enumerable.Range(0, 8).Sum(f => x[((i / 5) * 8) + f] * weight[((i % 5) * 8) + f])).ToArray();
        Session.Close(expected, logits, 1e-5);
        Assert.Equal([5, 8], model.Graph.Initializers[head.Layers[^1].Weight].Dims);
        Assert.Equal("[N,5]", model.Graph.Outputs.Single().Shape!.ToString());
        Assert.Empty(head.Dropouts);
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
            return model.Graph.Initializers[ClassifierHead.Append(model, "features", 100, seed).Layers[0].Weight].ToFloats();
        }
    }

    [Fact]
    public void A_linear_head_starts_as_it_always_did()
    {
        var (model, head) = OnVector(new ClassifierHeadOptions { Classes = 5, Seed = 3 });
        float[] weight = new float[40], bias = new float[5];
        WeightInitializer.FanInUniform(weight, 8, 3, "head.weight");
        WeightInitializer.FanInUniform(bias, 8, 3, "head.bias");
        Assert.Equal(["head.weight", "head.bias"], head.Trainables);
        Assert.Equal(weight, model.Graph.Initializers["head.weight"].ToFloats());
        Assert.Equal(bias, model.Graph.Initializers["head.bias"].ToFloats());
        Assert.Equal(["Gemm"], model.Graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void Hidden_layers_compute_what_the_text_says()
    {
        var (model, head) = OnVector(new ClassifierHeadOptions { Classes = 2, Seed = 3, Spec = HeadSpec.Parse("6,tanh,dropout=0.5,3,sigmoid") });
        Assert.Equal(["head.hidden1.weight", "head.hidden1.bias", "head.hidden2.weight", "head.hidden2.bias", "head.weight", "head.bias"], head.Trainables);
        Assert.Equal(head.Spec.CountParameters(8, 2), head.Trainables.Sum(t => model.Graph.Initializers[t].Count));
        var x = Session.Normal(1, 8);
        var expected = Linear(Linear(Linear(x, 0).Select(MathF.Tanh).ToArray(), 1).Select(v => 1 / (1 + MathF.Exp(-v))).ToArray(), 2);
        // Without masks: a packaged head drops nothing.
        Assert.Equal(["features"], model.Graph.Feeds.Select(f => f.Name));
        Session.Close(expected, Session.Run(model, head.Logits, "features", x, 1, 8), 1e-5);

        float[] Linear(float[] input, int layer)
        {
            var weight = model.Graph.Initializers[head.Layers[layer].Weight].ToFloats();
            var bias = model.Graph.Initializers[head.Layers[layer].Bias].ToFloats();
            return [.. bias.Select((b, unit) => b + input.Select((v, i) => v * weight[(unit * input.Length) + i]).Sum())];
        }
    }

    [Theory]
    [InlineData("200,relu", 2.0 / 300)]
    [InlineData("200,dropout=0.1,gelu", 2.0 / 300)]
    [InlineData("200,elu", 2.0 / 300)]
    [InlineData("200,leaky-relu", 2.0 / 300)]
    [InlineData("200,tanh", 2.0 / (300 + 200))]
    [InlineData("200,sigmoid,9,relu", 2.0 / (300 + 200))]
    [InlineData("200", 1.0 / (3 * 300))]
    [InlineData("200,9,relu", 1.0 / (3 * 300))]
    public void Hidden_layers_start_as_their_activation_wants_it(string spec, double variance)
    {
        var model = Features([Dim.Of("N"), 300]);
        var head = ClassifierHead.Append(model, "features", new ClassifierHeadOptions { Classes = 2, Seed = 1, Spec = HeadSpec.Parse(spec) });
        Assert.InRange(model.Graph.Initializers[head.Layers[0].Weight].ToFloats().Average(v => (double)v * v) / variance, 0.97, 1.03);
    }

    [Fact]
    public void Dropout_is_a_place_in_the_head_and_nothing_in_its_graph()
    {
        var (model, head) = OnVector(new ClassifierHeadOptions { Classes = 2, Spec = HeadSpec.Parse("dropout=0.5,dropout=0,4,relu,dropout=0.25") });
        Assert.Equal([(head.Features, 8, 0.5f, 0), (model.Graph.Nodes[1].Outputs[0], 4, 0.25f, 1)], head.Dropouts.Select(d => (d.Value, d.Width, d.Rate, d.Index)));
        Assert.Equal(["Gemm", "Relu", "Gemm"], model.Graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void Names_that_the_backbone_uses_are_not_taken_twice()
    {
        var model = Features([Dim.Of("N"), 4]);
        model.Graph.Initializers.Add("head.weight", Tensor.Scalar(1f));
        model.Graph.Initializers.Add("logits", Tensor.Scalar(1f));
        var head = ClassifierHead.Append(model, "features", 3, 1);
        Assert.NotEqual("head.weight", head.Layers[0].Weight);
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
