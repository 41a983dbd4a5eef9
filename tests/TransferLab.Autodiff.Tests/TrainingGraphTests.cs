using TransferLab.Autodiff.Losses;
using TransferLab.Onnx;
using TransferLab.Runtime;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests;

public class TrainingGraphTests
{
    [Fact]
    public void Inputs_are_batch_targets_and_trainables_and_outputs_loss_logits_and_gradients()
    {
        var training = TrainingGraph.Build(Perceptron(), Options("w1", "b1", "w2", "b2"));
        var graph = training.Model.Graph;
        Assert.Equal(["features", "target", "w1", "b1", "w2", "b2"], graph.Inputs.Select(i => i.Name));
        Assert.Equal(["loss", "logits", "w1_grad", "b1_grad", "w2_grad", "b2_grad"], graph.Outputs.Select(o => o.Name));
        Assert.Equal(["features", "target", "loss", "logits"], (string[])[training.InputName, training.TargetName, training.LossName, training.LogitsName]);
        Assert.Equal([4, 8], training.Trainables[0].Shape);
        Assert.Equal(32, training.Trainables[0].Count);
        Assert.DoesNotContain("w1", graph.Initializers.Keys);
        Assert.All(graph.Nodes, n => Assert.Equal("", n.Domain));
    }

    [Fact]
    public void Extra_feeds_stay_inputs_with_the_batch_of_the_input()
    {
        var model = Perceptron();
        model.Graph.Inputs.Add(new ValueInfo("mask", ElementType.Float, new Shape(Dim.Of("N"), 4)));
        var first = model.Graph.Nodes[0];
        model.Graph.Nodes.Insert(0, new Node("Mul", ["features", "mask"], ["masked"]));
        first.Inputs[first.Inputs.IndexOf("features")] = "masked";
        Assert.Contains("mask", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(model, Options("w1"))).Message, StringComparison.Ordinal);
        var options = Options("w1", "b1") with { ExtraFeeds = ["mask"], BatchSize = 5 };
        var training = TrainingGraph.Build(model, options);
        Assert.Equal(["features", "target", "mask", "w1", "b1"], training.Model.Graph.Inputs.Select(i => i.Name));
        Assert.Equal("features", training.InputName);
        Assert.Equal("[5,4]", training.Model.Graph.Inputs[2].Shape!.ToString());
        Assert.Contains("'other'", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(model, options with { ExtraFeeds = ["mask", "other"] })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_forward_model_is_left_as_it_was()
    {
        var forward = Perceptron();
        var before = forward.ToBytes();
        TrainingGraph.Build(forward, Options("w1"));
        Assert.Equal(before, forward.ToBytes());
    }

    [Fact]
    public void Only_what_trains_gets_a_backward_pass_and_nodes_say_where_they_belong()
    {
        var training = TrainingGraph.Build(Perceptron(), Options("w2", "b2"));
        Assert.Equal(["features", "target", "w2", "b2"], training.Model.Graph.Inputs.Select(i => i.Name));
        Assert.Contains("w1", training.Model.Graph.Initializers.Keys);
        Assert.Contains(training.Model.Graph.Nodes, n => n.Name.StartsWith("grad/fc2/", StringComparison.Ordinal));
        Assert.DoesNotContain(training.Model.Graph.Nodes, n => n.Name.StartsWith("grad/fc1", StringComparison.Ordinal));
        Assert.Contains(training.Model.Graph.Nodes, n => n.Name.StartsWith("loss/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_shared_tensor_gets_the_sum_of_its_gradients()
    {
        var model = new OnnxModel("shared", 20);
        model.Graph.Inputs.Add(new ValueInfo("features", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.Graph.Initializers.Add("w", Floats(1, 3, 3));
        model.Graph.Nodes.Add(new Node("MatMul", ["features", "w"], ["h"]));
        model.Graph.Nodes.Add(new Node("Tanh", ["h"], ["a"]));
        model.Graph.Nodes.Add(new Node("MatMul", ["a", "w"], ["logits"]));
        model.Graph.Outputs.Add(new ValueInfo("logits", ElementType.Float, null));
        CheckGradients(TrainingGraph.Build(model, Options("w")), model, NDArray.Random(2, -1, 1, 4, 3));
    }

    [Fact]
    public void Gradients_match_differences_of_the_loss() =>
        CheckGradients(TrainingGraph.Build(Perceptron(), Options("w1", "b1", "w2", "b2")), Perceptron(), NDArray.Random(2, -1, 1, 5, 4));

    [Fact]
    public void A_tensor_the_loss_does_not_depend_on_gets_zeros()
    {
        var model = Perceptron();
        model.Graph.Initializers.Add("unused", Floats(1, 2, 2));
        var training = TrainingGraph.Build(model, Options("unused", "b2"));
        var values = Run(training, model, NDArray.Random(2, -1, 1, 3, 4));
        Assert.Equal([0, 0, 0, 0], values["unused_grad"].Values);
    }

    [Fact]
    public void What_follows_the_logits_is_cut_off()
    {
        var model = Perceptron();
        model.Graph.Nodes.Add(new Node("Softmax", ["logits"], ["probabilities"]));
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.Add(new ValueInfo("probabilities", ElementType.Float, null));
        Assert.DoesNotContain(TrainingGraph.Build(model, Options("w2")).Model.Graph.Nodes, n => n.OpType == "Softmax");
    }

    [Fact]
    public void Old_style_inputs_for_initializers_are_no_feeds()
    {
        var model = Perceptron();
        model.Graph.Inputs.AddRange(model.Graph.Initializers.Select(i => new ValueInfo(i.Key, i.Value.Type, i.Value.Shape)));
        Assert.Equal(["features", "target", "w1"], TrainingGraph.Build(model, Options("w1")).Model.Graph.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void A_node_without_gradient_is_named()
    {
        var model = Perceptron();
        model.Graph.Nodes[1] = new Node("Acosh", ["h"], ["a"]) { Name = "strange" };
        var error = Assert.Throws<GradientNotDefinedException>(() => TrainingGraph.Build(model, Options("w1")));
        Assert.Equal("strange", error.Node?.Name);
        // Above the strange node training works.
        Assert.Equal(2, TrainingGraph.Build(model, Options("w2", "b2")).Trainables.Count);
    }

    [Theory]
    [InlineData("nothing", "logits", "no initializer")]
    [InlineData("w1", "nowhere", "no node that produces")]
    public void Options_that_do_not_fit_say_why(string trainable, string logits, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => TrainingGraph.Build(Perceptron(), Options(trainable) with { Logits = logits })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Models_that_do_not_fit_say_why()
    {
        Assert.Contains("Nothing is trainable", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(Perceptron(), Options())).Message,
            StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(Perceptron(), Options("w1", "w1"))).Message,
            StringComparison.Ordinal);
        var old = Perceptron();
        old.SetOpset("", 11);
        Assert.Contains("operator set 11", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(old, Options("w1"))).Message, StringComparison.Ordinal);
        var two = Perceptron();
        two.Graph.Inputs.Add(new ValueInfo("second", ElementType.Float, Shape.Of(1)));
        Assert.Contains("features, second", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(two, Options("w1"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GraphOptimization.None), InlineData(GraphOptimization.All)]
    public void The_runtime_gives_what_the_reference_gives(GraphOptimization optimization)
    {
        var forward = Perceptron();
        var training = TrainingGraph.Build(forward, Options("w1", "b1", "w2", "b2"));
        var feeds = Feeds(training, forward, NDArray.Random(2, -1, 1, 5, 4));
        string[] outputs = [.. training.Model.Graph.Outputs.Select(o => o.Name)];
        var expected = ReferenceInterpreter.Run(training.Model, feeds, outputs);
        var actual = RuntimeRunner.Run(training.Model, feeds, outputs, optimization);
        foreach (var output in outputs)
        {
            Assert.Equal(expected[output].Dims, actual[output].Dims);
            Assert.Equal(expected[output].Values, actual[output].Values, (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void Tensors_with_the_same_gradient_get_an_output_each()
    {
        var model = Perceptron();
        model.Graph.Initializers.Add("b3", Floats(5, 3));
        model.Graph.Nodes[2].Outputs[0] = "biased";
        model.Graph.Nodes.Add(new Node("Add", ["biased", "b3"], ["logits"]));
        var training = TrainingGraph.Build(model, Options("b2", "b3"));
        Assert.Equal(["b2_grad", "b3_grad"], training.Trainables.Select(t => t.GradientName));
        CheckGradients(training, model, NDArray.Random(2, -1, 1, 4, 4));
    }

    [Fact]
    public void Two_hundred_steps_of_gradient_descent_by_the_runtime_learn_the_batch()
    {
        var forward = Perceptron();
        var training = TrainingGraph.Build(forward, Options("w1", "b1", "w2", "b2"));
        var feeds = Feeds(training, forward, NDArray.Random(2, -1, 1, 12, 4));
        string[] outputs = [training.LossName, .. training.Trainables.Select(t => t.GradientName)];
        var inputs = feeds.ToDictionary(f => f.Key,
            f => OrtValue.From<float>(Array.ConvertAll(f.Value.Values, v => (float)v), Array.ConvertAll(f.Value.Dims, d => (long)d)));
        using var session = new InferenceSession(training.Model.ToBytes(), new SessionSettings { Threads = 1 });
        float first = 0, last = 0;
        for (var i = 0; i < 200; i++)
        {
            var values = session.Run([.. inputs], outputs, TestContext.Current.CancellationToken);
            last = values[0].Span<float>()[0];
            first = i == 0 ? last : first;
            for (var t = 0; t < training.Trainables.Count; t++)
            {
                var weights = inputs[training.Trainables[t].Name].Span<float>();
                var gradient = values[t + 1].Span<float>();
                for (var k = 0; k < weights.Length; k++)
                    weights[k] -= 0.5f * gradient[k];
            }
            Array.ForEach(values, v => v.Dispose());
        }
        foreach (var value in inputs.Values)
            value.Dispose();
        Assert.InRange(first, 0.5f, 5f);
        Assert.InRange(last, 0f, first / 5);
    }

    [Fact]
    public void Batch_normalisation_is_folded_unless_asked_not_to_be()
    {
        var model = Convolution();
        var options = Options("w", "gamma", "beta");
        var folded = TrainingGraph.Build(model, options);
        var plain = TrainingGraph.Build(model, options with { FoldBatchNorm = false });
        Assert.DoesNotContain(folded.Model.Graph.Nodes, n => n.OpType == "BatchNormalization");
        Assert.Contains(plain.Model.Graph.Nodes, n => n.OpType == "BatchNormalization");
        var x = NDArray.Random(2, -1, 1, 3, 2, 5, 5);
        var (a, b) = (Run(folded, model, x), Run(plain, model, x));
        Assert.All(folded.Trainables, t => Assert.Equal(b[t.GradientName].Values, a[t.GradientName].Values, (u, v) => Math.Abs(u - v) < 1e-6));
        CheckGradients(folded, model, x);
    }

    [Fact]
    public void A_known_batch_gives_the_gradients_of_an_open_one_and_a_group_per_picture_and_channel()
    {
        var model = Depthwise();
        var open = TrainingGraph.Build(model, Options("w"));
        var known = TrainingGraph.Build(model, Options("w") with { BatchSize = 3 });
        Assert.Equal(Shape.Of(3, 2, 5, 5), known.Model.Graph.Inputs[0].Shape);
        Assert.Contains(known.Model.Graph.Nodes, n => n.Int("group", 1) == 6);
        Assert.DoesNotContain(open.Model.Graph.Nodes, n => n.Int("group", 1) == 6);
        var x = NDArray.Random(2, -1, 1, 3, 2, 5, 5);
        Assert.Equal(Run(open, model, x)["w_grad"].Values, Run(known, model, x)["w_grad"].Values, (u, v) => Math.Abs(u - v) < 1e-9);
        CheckGradients(known, model, x);
    }

    [Fact]
    public void Moving_statistics_are_those_of_the_batch_and_their_next_values_are_outputs()
    {
        var model = Convolution();
        var training = TrainingGraph.Build(model, Options("w", "gamma", "beta") with { MovingStatistics = ["mean", "variance"] });
        Assert.Equal(["pixels", "target", "w", "gamma", "beta", "mean", "variance"], training.Model.Graph.Inputs.Select(i => i.Name));
        Assert.Equal(["loss", "logits", "w_grad", "gamma_grad", "beta_grad", "mean_next", "variance_next"], training.Model.Graph.Outputs.Select(o => o.Name));
        var x = NDArray.Random(2, -1, 1, 4, 2, 5, 5);
        CheckGradients(training, model, x);

        // ONNX: running' = 0.9 running + 0.1 batch, with the variance over N, H and W.
        var convolved = ReferenceInterpreter.Run(model, new Dictionary<string, NDArray> { ["pixels"] = x }, ["c"])["c"];
        var values = Run(training, model, x);
        for (var c = 0; c < 3; c++)
        {
            var channel = Enumerable.Range(0, convolved.Count).Where(i => i / (convolved.Dims[2] * convolved.Dims[3]) % 3 == c).Select(i => convolved.Values[i])
                .ToArray();
            var mean = channel.Average();
            Assert.Equal((0.9 * model.Graph.Initializers["mean"].ToFloats()[c]) + (0.1 * mean), values["mean_next"].Values[c], 1e-6);
            Assert.Equal((0.9 * model.Graph.Initializers["variance"].ToFloats()[c]) + (0.1 * channel.Average(v => (v - mean) * (v - mean))),
                values["variance_next"].Values[c], 1e-6);
        }
    }

    [Theory]
    [InlineData("mean", "name both")]
    [InlineData("w", "no running statistic")]
    public void Moving_statistics_must_be_those_of_a_batch_normalisation(string statistic, string message) =>
        Assert.Contains(message,
            Assert.Throws<ArgumentException>(() => TrainingGraph.Build(Convolution(), Options("gamma") with { MovingStatistics = [statistic] })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_batch_size_must_be_possible()
    {
        Assert.Contains("1 image or more",
            Assert.Throws<ArgumentException>(() => TrainingGraph.Build(Perceptron(), Options("w1") with { BatchSize = 0 })).Message, StringComparison.Ordinal);
        var model = Perceptron();
        model.Graph.Inputs[0] = model.Graph.Inputs[0].WithShape(Shape.Of(2, 4));
        Assert.Contains("not open", Assert.Throws<ArgumentException>(() => TrainingGraph.Build(model, Options("w1") with { BatchSize = 3 })).Message,
            StringComparison.Ordinal);
        Assert.Equal(2, TrainingGraph.Build(model, Options("w1") with { BatchSize = 2 }).Model.Graph.Inputs[0].Shape![0].Value);
    }

    [Fact]
    public void Extra_outputs_follow_the_gradients()
    {
        var training = TrainingGraph.Build(Perceptron(), Options("w2") with { ExtraOutputs = ["a"] });
        Assert.Equal(["loss", "logits", "w2_grad", "a"], training.Model.Graph.Outputs.Select(o => o.Name));
    }

    /// <summary>Four features, eight hidden units, three classes.</summary>
    private static OnnxModel Perceptron()
    {
        var model = new OnnxModel("perceptron", 20);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("features", ElementType.Float, new Shape(Dim.Of("N"), 4)));
        graph.Initializers.Add("w1", Floats(1, 4, 8));
        graph.Initializers.Add("b1", Floats(2, 8));
        graph.Initializers.Add("w2", Floats(3, 8, 3));
        graph.Initializers.Add("b2", Floats(4, 3));
        graph.Nodes.Add(new Node("Gemm", ["features", "w1", "b1"], ["h"]) { Name = "fc1" });
        graph.Nodes.Add(new Node("Tanh", ["h"], ["a"]) { Name = "act" });
        graph.Nodes.Add(new Node("Gemm", ["a", "w2", "b2"], ["logits"]) { Name = "fc2" });
        graph.Outputs.Add(new ValueInfo("logits", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        return model;
    }

    /// <summary>A convolution, a batch normalisation, a sigmoid, a global mean: three classes.</summary>
    private static OnnxModel Convolution()
    {
        var model = new OnnxModel("convolution", 20);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("pixels", ElementType.Float, new Shape(Dim.Of("N"), 2, 5, 5)));
        graph.Initializers.Add("w", Floats(1, 3, 2, 3, 3));
        graph.Initializers.Add("gamma", Tensor.From([0.5f, 1f, 1.5f], 3));
        graph.Initializers.Add("beta", Tensor.From([0.4f, 0.3f, 0.2f], 3));
        graph.Initializers.Add("mean", Floats(2, 3));
        graph.Initializers.Add("variance", Tensor.From([0.5f, 1f, 2f], 3));
        graph.Nodes.Add(new Node("Conv", ["pixels", "w"], ["c"]) { Name = "conv" });
        graph.Nodes.Add(new Node("BatchNormalization", ["c", "gamma", "beta", "mean", "variance"], ["n"]) { Name = "norm" });
        graph.Nodes.Add(new Node("Sigmoid", ["n"], ["a"]));
        graph.Nodes.Add(new Node("GlobalAveragePool", ["a"], ["p"]));
        graph.Nodes.Add(new Node("Flatten", ["p"], ["logits"]));
        graph.Outputs.Add(new ValueInfo("logits", ElementType.Float, null));
        return model;
    }

    /// <summary>A depthwise convolution 2 to 2, a sigmoid, a constant 1x1 convolution to three classes, a global mean.</summary>
    private static OnnxModel Depthwise()
    {
        var model = new OnnxModel("depthwise", 20);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("pixels", ElementType.Float, new Shape(Dim.Of("N"), 2, 5, 5)));
        graph.Initializers.Add("w", Floats(1, 2, 1, 3, 3));
        graph.Initializers.Add("mix", Floats(2, 3, 2, 1, 1));
        graph.Nodes.Add(new Node("Conv", ["pixels", "w"], ["c"], NodeAttribute.Int("group", 2)) { Name = "conv" });
        graph.Nodes.Add(new Node("Sigmoid", ["c"], ["a"]));
        graph.Nodes.Add(new Node("Conv", ["a", "mix"], ["m"]));
        graph.Nodes.Add(new Node("GlobalAveragePool", ["m"], ["p"]));
        graph.Nodes.Add(new Node("Flatten", ["p"], ["logits"]));
        graph.Outputs.Add(new ValueInfo("logits", ElementType.Float, null));
        return model;
    }

    private static TrainingGraphOptions Options(params string[] trainables) =>
        new() { Logits = "logits", Loss = new SoftmaxCrossEntropy(), Trainables = trainables };

    private static Tensor Floats(int seed, params int[] dims) =>
        Tensor.From(Array.ConvertAll(NDArray.Random(seed, -0.7, 0.7, dims).Values, v => (float)v), dims.Select(d => (long)d));

    private static Dictionary<string, NDArray> Feeds(TrainingGraph training, OnnxModel forward, NDArray x)
    {
        var targets = NDArray.Zeros(ElementType.Float, x.Dims[0], 3);
        for (var n = 0; n < x.Dims[0]; n++)
            targets[n, (n * 7) % 3] = 1;
        var feeds = new Dictionary<string, NDArray> { [training.InputName] = x, [training.TargetName] = targets };
        foreach (var tensor in training.Trainables)
            feeds.Add(tensor.Name, NDArray.From(forward.Graph.Initializers[tensor.Name]));
        foreach (var statistic in training.Statistics)
            feeds.Add(statistic.Name, NDArray.From(forward.Graph.Initializers[statistic.Name]));
        return feeds;
    }

    private static IReadOnlyDictionary<string, NDArray> Run(TrainingGraph training, OnnxModel forward, NDArray x) =>
        ReferenceInterpreter.Run(training.Model, Feeds(training, forward, x), training.Model.Graph.Outputs.Select(o => o.Name));

    private static void CheckGradients(TrainingGraph training, OnnxModel forward, NDArray x)
    {
        var feeds = Feeds(training, forward, x);
        var values = Run(training, forward, x);
        foreach (var tensor in training.Trainables)
            for (var i = 0; i < tensor.Count; i++)
            {
                var original = feeds[tensor.Name];
                double Loss(double move)
                {
                    feeds[tensor.Name] = original.Copy();
                    feeds[tensor.Name].Values[i] += move;
                    return ReferenceInterpreter.Run(training.Model, feeds, [training.LossName])[training.LossName].Values[0];
                }
                var expected = (Loss(1e-5) - Loss(-1e-5)) / 2e-5;
                feeds[tensor.Name] = original;
                Assert.Equal(expected, values[tensor.GradientName].Values[i], 1e-7);
            }
    }
}
