using TransferLab.Testing;

namespace TransferLab.Onnx.Tests;

public class OnnxModelTests
{
    [Theory]
    [InlineData("backbones/mobilenet_v1/mobilenet_v1_block12.onnx")]
    [InlineData("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx")]
    public void Saving_a_real_file_keeps_every_field(string relative)
    {
        var path = SharedData.Path(relative);
        var model = OnnxModel.Load(path);
        var again = OnnxModel.Parse(model.ToBytes());
        Assert.Equal(model.Graph.Nodes.Count, again.Graph.Nodes.Count);
        Assert.Equal(new FileInfo(path).Length, model.ToBytes().Length);
    }
}
