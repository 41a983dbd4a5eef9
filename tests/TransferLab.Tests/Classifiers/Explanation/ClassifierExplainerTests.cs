using TransferLab.Classifiers.Explanation;
using TransferLab.Classifiers.Packaging;
using TransferLab.Data;
using TransferLab.Imaging;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Reference;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Classifiers.Explanation;

public sealed class ClassifierExplainerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, LearningTask.SingleLabel), InlineData(true, LearningTask.SingleLabel), InlineData(false, LearningTask.MultiLabel), InlineData(true, LearningTask.MultiLabel)]
    public void Before_a_mean_and_a_linear_layer_the_map_is_that_of_cam(bool channelsLast, LearningTask task)
    {
        using var folder = new TemporaryFolder();
        using var explainer = ClassifierExplainer.Load(HandMade.Write(folder, HandMade.Model(channelsLast, task), task: task));
        var file = HandMade.Noise(3, out var pixels);
        var means = new double[HandMade.Grid * HandMade.Grid, 3];
        for (var i = 0; i < pixels.Length; i++)
            means[(i / 3 / HandMade.Side / HandMade.Block * HandMade.Grid) + (i / 3 % HandMade.Side / HandMade.Block), i % 3] += pixels[i] / 255.0 / (HandMade.Block * HandMade.Block);
        for (var label = 0; label < 3; label++)
        {
            double[] cam = [.. Enumerable.Range(0, means.GetLength(0)).Select(p => Math.Max(0, Enumerable.Range(0, 3).Sum(k => HandMade.Weights[(label * 3) + k] * means[p, k])))];
            Assert.Contains(cam, v => v > 0);

            var explanation = explainer.Explain(file, explainer.Package.Config.LabelNames[label], cancellation: Token);

            Assert.Equal((HandMade.Grid, HandMade.Grid), (explanation.Map.Height, explanation.Map.Width));
            Session.Close([.. cam.Select(v => (float)(v / cam.Max()))], explanation.Map.Values.ToArray(), 1e-5);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_gradient_is_the_slope_of_the_logit_and_not_of_the_probability(bool channelsLast)
    {
        var model = HandMade.Model(channelsLast, head: Hidden);
        var models = ExplanationModels.Build(model, "image");
        Assert.Equal(channelsLast ? "map_last" : "map", models.Map);
        Assert.Equal(new MapForm(3, HandMade.Grid, HandMade.Grid, channelsLast), models.Form);
        var logits = GraphCutter.Extract(model, [models.Map], [Postprocessing.Logits]);
        int[] dims = channelsLast ? [1, 4, 4, 3] : [1, 3, 4, 4];
        var map = NDArray(11, dims);
        for (var label = 0; label < 3; label++)
        {
            var chosen = new double[3];
            chosen[label] = 1;
            var feeds = new Dictionary<string, Testing.Reference.NDArray> { [models.Map] = map, [models.LabelInput] = Testing.Reference.NDArray.Float(chosen, 1, 3) };
            var gradient = Testing.Reference.RuntimeRunner.Run(models.Backward, feeds, [models.Gradient], Runtime.GraphOptimization.All)[models.Gradient];
            Assert.Equal(dims, gradient.Dims);
            for (var i = 0; i < map.Count; i++)
            {
                double At(double by)
                {
                    var moved = map.Copy();
                    moved.Values[i] += by;
                    return Testing.Reference.ReferenceInterpreter.Run(logits, new Dictionary<string, Testing.Reference.NDArray> { [models.Map] = moved }, [Postprocessing.Logits])[Postprocessing.Logits].Values[label];
                }
                Assert.Equal((At(1e-4) - At(-1e-4)) / 2e-4, gradient.Values[i], 1e-5);
            }
        }
    }

    [Fact]
    public void A_map_that_nothing_pools_is_explained_too()
    {
        var random = Session.Normal(5, 48 * 3);
        var model = HandMade.Model(channelsLast: false, head: (b, map) => b.Add("MatMul", [b.Add("Flatten", [map], NodeAttribute.Int("axis", 1)), b.Constant(Tensor.From(random, 48, 3), "weights")]));
        var models = ExplanationModels.Build(model, "image");
        Assert.Equal("map", models.Map);
        using var folder = new TemporaryFolder();
        using var explainer = ClassifierExplainer.Load(HandMade.Write(folder, model));
        Assert.Equal(1, explainer.Explain(HandMade.Noise(4, out _), "second", cancellation: Token).Map.Values.ToArray().Max());
    }

    [Fact]
    public void What_nothing_speaks_for_has_an_empty_map()
    {
        using var folder = new TemporaryFolder();
        // The third label counts blue against itself twice as much as anything else for it.
        using var image = RgbImage.Create(HandMade.Side, HandMade.Side);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(i % 3 == 2 ? 255 : 0);
        using var explainer = ClassifierExplainer.Load(HandMade.Write(folder, HandMade.Model(channelsLast: false)));
        var explanation = explainer.Explain(image.EncodePng(), "third", cancellation: Token);
        Assert.True(explanation.Map.IsEmpty);
        Assert.All(explanation.Map.Values.ToArray(), v => Assert.Equal(0, v));
        Assert.False(explainer.Explain(image.EncodePng(), "second", cancellation: Token).Map.IsEmpty);
    }

    [Fact]
    public void A_trained_package_is_explained_the_same_way_every_time_and_from_any_thread()
    {
        using var folder = new TemporaryFolder();
        var options = TinyRun.Options(folder, perClass: 4, epochs: 2) with { Head = HeadSpec.Parse("16,relu,dropout=0.3") };
        var package = FineTuner.Train(options, cancellation: Token).Package;
        using var classifier = ImageClassifier.Load(package);
        using var explainer = ClassifierExplainer.Load(package);
        using var other = ClassifierExplainer.Load(package);
        Assert.Equal((8, 8), explainer.Grid);
        var file = File.ReadAllBytes(folder["images/down/1.png"]);
        var best = classifier.Rank(classifier.Score(file), 1)[0];

        var first = explainer.Explain(file, cancellation: Token);

        Assert.Equal(best.Label, first.Label);
        Assert.Equal(best.Probability, first.Probability, 1e-5f);
        Assert.Equal(1, first.Map.Values.ToArray().Max());
        Assert.All(first.Map.Values.ToArray(), v => Assert.InRange(v, 0, 1));
        Assert.Equal(first.Map.Values.ToArray(), explainer.Explain(file, best.Label, cancellation: Token).Map.Values.ToArray());
        Assert.Equal(first.Map.Values.ToArray(), other.Explain(file, cancellation: Token).Map.Values.ToArray());
        var maps = new float[16][];
        Parallel.For(0, maps.Length, i => maps[i] = explainer.Explain(file, classifier.Labels[i % 3], cancellation: Token).Map.Values.ToArray());
        for (var i = 0; i < maps.Length; i++)
            Assert.Equal(maps[i % 3], maps[i]);
        Assert.NotEqual(maps[0], maps[1]);
        Assert.Contains("'up'", Assert.Throws<ExplanationException>(() => explainer.Explain(file, "up", cancellation: Token)).Message, StringComparison.Ordinal);
        Assert.Throws<ImageDecodeException>(() => explainer.Explain("no picture"u8, cancellation: Token));
    }

    // The decoder could make it 16 times smaller for this network, which is too small to be looked at.
    [Fact]
    public void A_photograph_that_is_drawn_too_is_decoded_once()
    {
        using var folder = new TemporaryFolder();
        using var explainer = ClassifierExplainer.Load(HandMade.Write(folder, HandMade.Model(channelsLast: false)));
        using var image = RgbImage.Create(2400, 1200);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)((i * 7 / 3 / 2400) + (i % 3 * 80) + (i / 3 % 2400 / 20));
        var file = image.EncodeJpeg();
        Assert.Equal(0, explainer.Decodes);

        var (explanation, png) = explainer.ExplainAndDraw(file, cancellation: Token);

        Assert.Equal(1, explainer.Decodes);
        var drawn = ImageDecoder.ReadInfo(png);
        Assert.Equal((HeatMapOverlay.LongestSide, HeatMapOverlay.LongestSide / 2), (drawn.Width, drawn.Height));
        // What the network sees differs by no more than the way a picture is made smaller.
        var seen = explainer.Explain(file, cancellation: Token);
        Assert.Equal(2, explainer.Decodes);
        Assert.Equal(seen.Label, explanation.Label);
        Assert.Equal(seen.Probability, explanation.Probability, 0.01f);
        Assert.Equal(seen.Region, explanation.Region);
        Assert.Equal(seen.Map.Values.ToArray(), explanation.Map.Values.ToArray(), (a, b) => Math.Abs(a - b) < 0.02f);
        // With the explanation at hand, the same picture as one drawn from the file.
        using var expected = ImageDecoder.Decode(HeatMapOverlay.Png(file, explanation));
        using var got = ImageDecoder.Decode(png);
        Assert.True(expected.Pixels.SequenceEqual(got.Pixels));
    }

    [Fact]
    public void A_network_without_a_map_or_without_a_way_back_says_so()
    {
        string Pool(GraphBuilder b, string map) => b.Add("Flatten", [b.Add("GlobalAveragePool", [map])], NodeAttribute.Int("axis", 1));
        var rounded = HandMade.Model(channelsLast: false, head: (b, map) => b.AddNamed("steps", "Round", [HandMade.Linear(b, map, channelsLast: false)]));
        Assert.Contains("Round", Assert.Throws<ExplanationException>(() => ExplanationModels.Build(rounded, "image")).Message, StringComparison.Ordinal);

        // Tokens that meet each other, as in a transformer.
        var tokens = HandMade.Model(channelsLast: true, head: (b, map) =>
        {
            var flat = b.Add("Reshape", [map, b.Ints(-1, 16, 3)]);
            var mixed = b.AddNamed("tokens", "MatMul", [b.Constant(Tensor.From(Session.Normal(1, 256), 16, 16), "mix"), flat]);
            return b.Add("ReduceMean", [mixed, b.Ints(1)], NodeAttribute.Int("keepdims", 0));
        });
        Assert.Contains("'tokens'", Assert.Throws<ExplanationException>(() => ExplanationModels.Build(tokens, "image")).Message, StringComparison.Ordinal);

        // A single place.
        var flat = new OnnxModel("flat", 18);
        flat.Graph.Inputs.Add(new ValueInfo("image", ElementType.UInt8, new Shape(Dim.Of("N"), 1, 1, 3)));
        var builder = new GraphBuilder(flat.Graph, new Onnx.Shapes.ShapeTable(flat.Graph, 18));
        var cast = builder.Add("Transpose", [builder.Add("Cast", ["image"], NodeAttribute.Int("to", (long)ElementType.Float))], NodeAttribute.Ints("perm", 0, 3, 1, 2));
        Postprocessing.Append(flat, Pool(builder, cast), LearningTask.SingleLabel);
        Assert.Contains("no map", Assert.Throws<ExplanationException>(() => ExplanationModels.Build(flat, "image")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_was_replaced_since_it_was_opened_is_not_explained()
    {
        using var folder = new TemporaryFolder();
        var package = ClassifierPackage.Open(HandMade.Write(folder, HandMade.Model(channelsLast: false)));
        HandMade.Model(channelsLast: true).Save(package.ModelPath);
        Assert.Throws<PackageException>(() => ClassifierExplainer.Create(package));
    }

    // No mean over places: the slope differs from place to place, and with the map.
    private static string Hidden(GraphBuilder b, string map)
    {
        var flat = b.Add("Flatten", [map], NodeAttribute.Int("axis", 1));
        var hidden = b.Add("Sigmoid", [b.Add("MatMul", [flat, b.Constant(Tensor.From(Session.Normal(2, 240), 48, 5), "hidden")])]);
        return b.Add("MatMul", [hidden, b.Constant(Tensor.From(Session.Normal(3, 15), 5, 3), "weights")]);
    }

    private static Testing.Reference.NDArray NDArray(int seed, int[] dims) => Testing.Reference.NDArray.Random(seed, 0.2, 1, dims);
}
