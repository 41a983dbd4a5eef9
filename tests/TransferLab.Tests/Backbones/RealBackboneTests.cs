using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Onnx;
using TransferLab.Runtime;
using TransferLab.Testing;

namespace TransferLab.Tests.Backbones;

public class RealBackboneTests
{
    internal static readonly BackboneOptions SqueezeNetOptions = new() { Normalization = "caffe-bgr", Mean = [104, 117, 124] };

    [Fact]
    public void MobileNet_needs_no_flags()
    {
        var backbone = BackboneLoader.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var spec = backbone.Spec;
        Assert.Equal(("image", ImageLayout.Nchw, 224, 224, ChannelOrder.Rgb), (spec.InputName, spec.Layout, spec.Height, spec.Width, spec.Channels));
        Assert.Equal(1 / 127.5, spec.PixelScale);
        Assert.Equal([1, 1, 1], spec.Mean);
        Assert.Equal("Apache-2.0", spec.Licence);
        Assert.Equal("conv_pw_12_relu", spec.FeatureValue);
        Assert.Equal("features", backbone.FeatureValue);
        Assert.Equal("[N,1024,7,7]", backbone.FeatureMapShape.ToString());
        Assert.Equal("[N,1024]", backbone.FeatureShape.ToString());
        Assert.Equal(
            ["stem [N,64,112,112]", "stage1 [N,128,56,56]", "stage2 [N,256,28,28]", "stage3 [N,512,14,14]", "stage4 [N,1024,7,7]"],
            backbone.LayerGroups.Select(g => $"{g.Name} {g.OutputShape}"));
        // Counted from the paper's table: the stem, then depthwise and pointwise kernels of 12 blocks, and two numbers per channel and batch normalization.
        int[] widths = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024];
        var expected = 3 * 32 * 9 + 2 * 32 + Enumerable.Range(1, 12).Sum(i => widths[i - 1] * 9 + 2 * widths[i - 1] + widths[i - 1] * widths[i] + 2 * widths[i]);
        Assert.Equal(expected, backbone.Parameters.Sum(p => p.Count));
        Assert.Equal(expected, backbone.LayerGroups.Sum(g => g.Parameters));
        // The paper gives 569 million multiply-adds for 13 blocks and the classifier.
        Assert.InRange(backbone.LayerGroups.Sum(g => g.MultiplyAdds), 510_000_000, 520_000_000);
    }

    [Fact]
    public void SqueezeNet_asks_for_its_normalisation()
    {
        var error = Assert.Throws<BackboneException>(() => BackboneLoader.Load(SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx")));
        Assert.Contains("pass Normalization", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SqueezeNet_loads_with_flags()
    {
        var backbone = BackboneLoader.Load(SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx"), SqueezeNetOptions);
        Assert.Equal("fire9/concat_1", backbone.Spec.FeatureValue);
        Assert.Equal("[N,512,13,13]", backbone.FeatureMapShape.ToString());
        Assert.Equal("[N,512]", backbone.FeatureShape.ToString());
        Assert.Equal(ChannelOrder.Bgr, backbone.Spec.Channels);
        Assert.Equal(
            ["stem [N,64,111,111]", "stage1 [N,128,55,55]", "stage2 [N,256,27,27]", "stage3 [N,512,13,13]"],
            backbone.LayerGroups.Select(g => $"{g.Name} {g.OutputShape}"));
        Assert.All(backbone.Parameters, p => Assert.Equal(ElementType.Float, backbone.Model.Graph.Initializers[p.Name].Type));
        // torchvision's SqueezeNet 1.1 has 1,235,496 parameters, 513,000 of them in the classifier.
        Assert.Equal(1_235_496 - 513_000, backbone.Parameters.Sum(p => p.Count));
    }

    [Fact]
    public void Preparing_MobileNet_does_not_change_what_it_computes()
    {
        var path = SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx");
        var backbone = BackboneLoader.Load(path);
        var input = Session.Normal(4, 3 * 224 * 224);
        var expected = Session.Run(OnnxModel.Load(path), "features", "image", input, 1, 3, 224, 224);
        Session.Close(expected, Session.Run(backbone.Model, backbone.FeatureValue, "image", input, 1, 3, 224, 224), 1e-6);
    }

    [Fact]
    public void Preparing_SqueezeNet_does_not_change_what_it_computes()
    {
        var path = SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx");
        var backbone = BackboneLoader.Load(path, SqueezeNetOptions);
        var input = Array.ConvertAll(Session.Normal(5, 3 * 224 * 224), v => (Half)(100 * v));
        var original = OnnxModel.Load(path);
        original.Graph.Nodes.Add(new Node("GlobalAveragePool", ["fire9/concat_1"], ["pooled"]));
        original.Graph.Outputs.Add(new ValueInfo("pooled", ElementType.Float16, null));
        using var session = new Runtime.InferenceSession(original.ToBytes());
        using var feed = Runtime.OrtValue.From<Half>(input, 1, 3, 224, 224);
        using var expected = session.Run([new("data_0", feed)], ["pooled"], TestContext.Current.CancellationToken)[0];
        var actual = Session.Run(backbone.Model, backbone.FeatureValue, "data_0", Array.ConvertAll(input, v => (float)v), 1, 3, 224, 224);
        // Half precision carries three digits; the prepared network computes in single.
        Session.Close(Array.ConvertAll(expected.Span<Half>().ToArray(), v => (float)v), actual, 5e-3);
    }

    [Fact]
    public void The_report_of_a_real_backbone_is_json()
    {
        var backbone = BackboneLoader.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var report = BackboneReport.Of(backbone);
        using var json = System.Text.Json.JsonDocument.Parse(report.ToJson());
        Assert.Equal(5, json.RootElement.GetProperty("groups").GetArrayLength());
        var cuts = json.RootElement.GetProperty("cutPoints").EnumerateArray().Select(c => c.GetProperty("value").GetString()).ToList();
        Assert.Contains("conv_pw_7_relu", cuts);
        Assert.DoesNotContain("conv_pw_7", cuts);
        Assert.Equal("features", cuts[^1]);
    }
}
