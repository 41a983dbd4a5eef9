using System.Diagnostics;
using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Imaging;
using TransferLab.Onnx;
using TransferLab.Runtime;
using TransferLab.TensorFlow.CleanUp;
using TransferLab.TensorFlow.Graphs;
using TransferLab.TensorFlow.Reading;
using TransferLab.TensorFlow.Tests.Reference;
using TransferLab.Testing;
using TransferLab.Testing.Reference;

namespace TransferLab.TensorFlow.Tests;

/// <summary>Networks that were trained by TensorFlow.</summary>
public class RealModelTests
{
    private const string Frozen = "backbones/mobilenet_v1/mobilenet_v1_block12_frozen.pb", Twin = "backbones/mobilenet_v1/mobilenet_v1_block12.onnx";

    [Fact]
    public void MobileNet_gives_the_features_of_its_ONNX_twin_on_photographs()
    {
        var converted = TensorFlowModel.Load(SharedData.Path(Frozen));
        var twin = OnnxModel.Load(SharedData.Path(Twin));
        using InferenceSession a = new(converted.ToBytes()), b = new(twin.ToBytes());
        var photographs = Directory.GetFiles(SharedData.Path("datasets/flowers_small"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where((_, i) => i % 40 == 0).ToArray();
        Assert.NotEmpty(photographs);
        double worst = 0;
        foreach (var path in photographs)
        {
            var pixels = Pixels(path, 224, 224, v => (v / 127.5f) - 1);
            float[] actual = Run(a, "input", converted.Graph.Outputs[0].Name, pixels, 224, 224), expected = Run(b, "image", "features", pixels, 224, 224);
            worst = Math.Max(worst, actual.Zip(expected, (x, y) => Math.Abs(x - y)).Max());
        }
        Assert.InRange(worst, 0, 1e-4);
    }

    [Theory]
    [InlineData(Frozen)]
    [InlineData("backbones/tf_customvision_chairs/model.pb")]
    [InlineData("backbones/tf_savedmodel_emoji")]
    public void No_transposition_is_left_between_convolutions(string path)
    {
        var model = TensorFlowModel.Load(SharedData.Path(path));
        Assert.DoesNotContain(model.Graph.Nodes, n => n.Is("Transpose"));
        Assert.Contains(model.Graph.Nodes, n => n.Is("Conv"));
    }

    [Fact]
    [Trait("Category", "Heavy")]
    public void MobileNet_runs_as_fast_as_its_twin()
    {
        Heavy.Require("measures two networks in turns");
        using InferenceSession a = new(TensorFlowModel.Load(SharedData.Path(Frozen)).ToBytes()), b = new(OnnxModel.Load(SharedData.Path(Twin)).ToBytes());
        var ratios = new List<double>();
        var pixels = new float[3 * 224 * 224];
        for (var round = 0; round < 25; round++)
        {
            var first = Time(() => Run(a, "input", a.Outputs[0].Name, pixels, 224, 224));
            ratios.Add(first / Time(() => Run(b, "image", "features", pixels, 224, 224)));
        }
        ratios.Sort();
        TestContext.Current.SendDiagnosticMessage($"time of the converted graph over that of its twin: {ratios[ratios.Count / 2]:0.00}");
        Assert.InRange(ratios[ratios.Count / 2], 0, 1.15);
    }

    [Fact]
    public void The_chair_is_recognised()
    {
        var model = TensorFlowModel.Load(SharedData.Path("backbones/tf_customvision_chairs/model.pb"));
        using var session = new InferenceSession(model.ToBytes());
        // The service's exports take BGR.
        var pixels = Pixels(SharedData.Path("backbones/tf_customvision_chairs/test_images/Green-Office-Chair-Test.jpg"), 227, 227, v => v, bgr: true);
        var probabilities = Run(session, "Placeholder", model.Graph.Outputs[0].Name, pixels, 227, 227);
        Assert.InRange(probabilities[0], 0.99, 1);
    }

    [Fact]
    public void The_emoji_network_computes_what_its_graph_says()
    {
        var path = SharedData.Path("backbones/tf_savedmodel_emoji");
        var graph = ModelReader.Read(path, new());
        CleanUp.GraphCleanUp.Apply(graph, new());
        var x = NDArray.Random(3, 0, 255, 1, 160, 120, 1);
        var model = TensorFlowModel.Load(path);
        var actual = TinyGraph.Run(model, x).Values.Single();
        Assert.Equal(1, actual.Values.Sum(), 1e-5);
        TinyGraph.Same(NhwcReference.Evaluate(graph.Outputs[0].Value, x), actual, 1e-4, "probabilities");
    }

    [Theory]
    [InlineData(Frozen, "tf", 1024)]
    [InlineData("backbones/tf_savedmodel_emoji", "none", 256)]
    [InlineData("backbones/tf_customvision_chairs/model.pb", null, 512)]
    public void It_is_a_backbone_wherever_one_is_named(string path, string? normalization, int features)
    {
        var backbone = BackboneLoader.Load(SharedData.Path(path), new() { Normalization = normalization });
        Assert.Equal(features, backbone.FeatureCount);
        Assert.InRange(backbone.LayerGroups.Count, 5, 5);
        Assert.Equal(64, backbone.Spec.Sha256.Length);
    }

    private static double Time(Action run)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 4; i++)
            run();
        return watch.Elapsed.TotalSeconds;
    }

    private static float[] Pixels(string path, int height, int width, Func<float, float> normalize, bool bgr = false)
    {
        using var image = ImageDecoder.Load(path);
        using var fitted = ImageResizer.Fit(image, new ImageGeometry { Width = width, Height = height, Mode = ResizeMode.Squash });
        var rgb = fitted.Pixels;
        var planes = new float[3 * height * width];
        for (var i = 0; i < height * width; i++)
            for (var c = 0; c < 3; c++)
                planes[((bgr ? 2 - c : c) * height * width) + i] = normalize(rgb[(3 * i) + c]);
        return planes;
    }

    private static float[] Run(InferenceSession session, string input, string output, float[] pixels, int height, int width)
    {
        using var feed = OrtValue.From<float>(pixels, 1, 3, height, width);
        using var result = session.Run([new(input, feed)], [output])[0];
        return result.Span<float>().ToArray();
    }
}
