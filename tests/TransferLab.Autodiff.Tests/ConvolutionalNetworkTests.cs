using TransferLab.Onnx;
using Tensor = TransferLab.Onnx.Tensor;

namespace TransferLab.Autodiff.Tests;

/// <summary>Gradients of all parameters of the blocks that convolutional backbones are made of, from the loss down.</summary>
public class ConvolutionalNetworkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Residual_block_with_projection(int stride)
    {
        var net = new TestNetwork();
        var x = net.Add("Relu", [net.FrozenBatchNorm(net.Conv(net.Image(3, 8), "stem", 3, 6, 3), "stem.bn", 6)]);
        x = net.Add("MaxPool", [x], NodeAttribute.Ints("kernel_shape", 3, 3), NodeAttribute.Ints("strides", 2, 2), NodeAttribute.Ints("pads", 1, 1, 1, 1));
        var y = net.Add("Relu", [net.FrozenBatchNorm(net.Conv(x, "conv1", 6, 8, 3, stride), "bn1", 8)]);
        y = net.FrozenBatchNorm(net.Conv(y, "conv2", 8, 8, 3), "bn2", 8);
        var shortcut = net.FrozenBatchNorm(net.Conv(x, "down", 6, 8, 1, stride), "down.bn", 8);
        x = net.Add("Relu", [net.Add("Add", [y, shortcut])]);
        y = net.Add("Relu", [net.FrozenBatchNorm(net.Conv(x, "conv3", 8, 8, 3), "bn3", 8)]);
        x = net.Add("Relu", [net.Add("Add", [net.FrozenBatchNorm(net.Conv(y, "conv4", 8, 8, 3), "bn4", 8), x])]);
        net.ClassifyPooled(x, 8);
        net.Check();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inverted_residual_with_squeeze_and_excite(int stride)
    {
        var net = new TestNetwork();
        var x = net.Add("HardSwish", [net.FrozenBatchNorm(net.Conv(net.Image(3, 8), "stem", 3, 4, 3), "stem.bn", 4)]);
        var y = net.Add("HardSwish", [net.FrozenBatchNorm(net.Conv(x, "expand", 4, 12, 1), "expand.bn", 12)]);
        y = net.Add("HardSwish", [net.FrozenBatchNorm(net.Conv(y, "depthwise", 12, 12, 3, stride, group: 12), "depthwise.bn", 12)]);
        var squeezed = net.Add("Relu", [net.Conv(net.Add("GlobalAveragePool", [y]), "squeeze", 12, 4, 1, bias: true)]);
        var gate = net.Add("HardSigmoid", [net.Conv(squeezed, "excite", 4, 12, 1, bias: true)], NodeAttribute.Float("alpha", 1 / 6f));
        y = net.FrozenBatchNorm(net.Conv(net.Add("Mul", [y, gate]), "project", 12, 4, 1), "project.bn", 4);
        net.ClassifyPooled(stride == 1 ? net.Add("Add", [y, x]) : y, 4);
        net.Check();
    }

    [Fact]
    public void Separable_block_with_clip_as_in_mobilenet()
    {
        var net = new TestNetwork();
        string low = net.Constant(Tensor.Scalar(0f)), high = net.Constant(Tensor.Scalar(1.5f));
        var x = net.Add("Clip", [net.FrozenBatchNorm(net.Conv(net.Image(3, 9), "stem", 3, 6, 3, 2), "stem.bn", 6), low, high]);
        x = net.Add("Clip", [net.FrozenBatchNorm(net.Conv(x, "depthwise", 6, 6, 3, group: 6), "depthwise.bn", 6), low, high]);
        x = net.Add("Clip", [net.FrozenBatchNorm(net.Conv(x, "pointwise", 6, 8, 1), "pointwise.bn", 8), low, high]);
        net.ClassifyPooled(x, 8);
        net.Check();
    }

    [Fact]
    public void Dense_block_with_batch_norm_in_training_form()
    {
        var net = new TestNetwork();
        var features = net.Conv(net.Image(3, 8), "stem", 3, 4, 3);
        var channels = 4;
        for (var layer = 0; layer < 3; layer++, channels += 3)
        {
            var y = net.Add("Relu", [net.TrainingBatchNorm(features, $"layer{layer}.bn", channels)]);
            features = net.Add("Concat", [features, net.Conv(y, $"layer{layer}.conv", channels, 3, 3)], NodeAttribute.Int("axis", 1));
        }
        var reduced = net.Conv(net.Add("Relu", [net.TrainingBatchNorm(features, "transition.bn", channels)]), "transition", channels, 6, 1);
        net.ClassifyPooled(net.Add("AveragePool", [reduced], NodeAttribute.Ints("kernel_shape", 2, 2), NodeAttribute.Ints("strides", 2, 2)), 6);
        net.Check();
    }

    [Fact]
    public void Fire_module_of_squeezenet_with_a_convolutional_head()
    {
        var net = new TestNetwork();
        var x = net.Add("Relu", [net.Conv(net.Image(3, 9), "stem", 3, 6, 3, 2, bias: true)]);
        var squeezed = net.Add("Relu", [net.Conv(x, "squeeze", 6, 3, 1, bias: true)]);
        var narrow = net.Add("Relu", [net.Conv(squeezed, "expand1", 3, 4, 1, bias: true)]);
        var wide = net.Add("Relu", [net.Conv(squeezed, "expand3", 3, 4, 3, bias: true)]);
        var classes = net.Conv(net.Add("Concat", [narrow, wide], NodeAttribute.Int("axis", 1)), "classifier", 8, TestNetwork.Classes, 1, bias: true);
        net.CrossEntropy(net.Add("Flatten", [net.Add("GlobalAveragePool", [classes])]));
        net.Check();
    }
}
