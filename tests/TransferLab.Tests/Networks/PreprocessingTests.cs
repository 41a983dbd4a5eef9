using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Networks;

public class PreprocessingTests
{
    [Theory]
    [InlineData(ImageLayout.Nchw, ChannelOrder.Rgb, "imagenet")]
    [InlineData(ImageLayout.Nchw, ChannelOrder.Bgr, "caffe-bgr")]
    [InlineData(ImageLayout.Nchw, ChannelOrder.Gray, "unit")]
    [InlineData(ImageLayout.Nhwc, ChannelOrder.Rgb, "tf")]
    [InlineData(ImageLayout.Nhwc, ChannelOrder.Bgr, "imagenet")]
    [InlineData(ImageLayout.Nhwc, ChannelOrder.Gray, "imagenet")]
    [InlineData(ImageLayout.Nhwc, ChannelOrder.Rgb, "none")]
    public void Pixels_become_what_the_formula_says(ImageLayout layout, ChannelOrder channels, string normalization)
    {
        const int height = 4, width = 5;
        var count = channels == ChannelOrder.Gray ? 1 : 3;
        var model = Network(layout, count, height, width);
        var spec = Normalization.Decide(new BackboneOptions { Normalization = normalization, Channels = channels == ChannelOrder.Gray ? null : channels }, null, count) with
        {
            InputName = "input",
            Layout = layout,
            Height = height,
            Width = width,
        };
        Preprocessing.Prepend(model, spec);
        var pixels = Session.Pixels(1, 2 * height * width * 3);
        var expected = new float[2 * height * width * count];
        for (var n = 0; n < 2; n++)
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    for (var c = 0; c < count; c++)
                    {
                        var at = ((((n * height) + y) * width) + x) * 3;
                        var pixel = channels switch
                        {
                            ChannelOrder.Rgb => pixels[at + c],
                            ChannelOrder.Bgr => pixels[at + 2 - c],
                            _ => (0.299 * pixels[at]) + (0.587 * pixels[at + 1]) + (0.114 * pixels[at + 2]),
                        };
                        var to = layout == ImageLayout.Nchw ? (((((n * count) + c) * height) + y) * width) + x : (((((n * height) + y) * width) + x) * count) + c;
                        expected[to] = (float)(((pixel * spec.PixelScale) - spec.Mean[c]) / spec.Std[c]);
                    }
        Session.Close(expected, Session.Run(model, "output", "image", pixels, 2, height, width, 3), 2e-6);
    }

    [Fact]
    public void A_backbone_whose_input_is_called_image_is_no_exception()
    {
        var model = Network(ImageLayout.Nchw, 3, 4, 4, "image");
        var spec = Normalization.Decide(new BackboneOptions { Normalization = "tf" }, null, 3) with { InputName = "image", Height = 4, Width = 4 };
        Preprocessing.Prepend(model, spec);
        var input = Assert.Single(model.Graph.Inputs);
        Assert.Equal(("image", ElementType.UInt8, "[N,4,4,3]"), (input.Name, input.Type, input.Shape!.ToString()));
        var black = Session.Run(model, "output", "image", new byte[48], 1, 4, 4, 3);
        Assert.All(black, v => Assert.Equal(-1, v));
    }

    [Fact]
    public void The_result_of_a_whole_backbone_is_that_of_normalising_by_hand()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var model = backbone.Model.Clone();
        Preprocessing.Prepend(model, backbone.Spec);
        var pixels = Session.Pixels(3, 16 * 16 * 3);
        var input = new float[3 * 256];
        for (var i = 0; i < input.Length; i++)
            input[i] = (float)(((pixels[((i % 256) * 3) + (i / 256)] / 255.0) - backbone.Spec.Mean[i / 256]) / backbone.Spec.Std[i / 256]);
        var expected = Session.Run(backbone.Model, backbone.FeatureValue, "input", input, 1, 3, 16, 16);
        Session.Close(expected, Session.Run(model, backbone.FeatureValue, "image", pixels, 1, 16, 16, 3), 1e-5);
        Assert.Contains("input", backbone.Model.Graph.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void A_model_without_that_input_is_refused()
    {
        var spec = NetworkWriter.Load(NetworkWriter.ResNet()).Spec;
        Assert.Throws<ArgumentException>(() => Preprocessing.Prepend(Network(ImageLayout.Nchw, 3, 4, 4, "other"), spec));
    }

    private static OnnxModel Network(ImageLayout layout, int channels, int height, int width, string input = "input")
    {
        var model = new OnnxModel("network", 18);
        model.Graph.Inputs.Add(new ValueInfo(input, ElementType.Float,
            layout == ImageLayout.Nchw ? new Shape(Dim.Of("N"), channels, height, width) : new Shape(Dim.Of("N"), height, width, channels)));
        model.Graph.Nodes.Add(new Node("Identity", [input], ["output"]));
        model.Graph.Outputs.Add(new ValueInfo("output", ElementType.Float, null));
        return model;
    }
}
