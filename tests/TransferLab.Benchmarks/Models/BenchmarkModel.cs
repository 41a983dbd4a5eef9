using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Onnx;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Models;

/// <summary>A backbone with the places where the PyTorch reference sets its freeze boundaries.</summary>
/// <param name="Name">Name as in the reference.</param>
/// <param name="Backbone">The backbone.</param>
/// <param name="GroupEnds">Value after each group; boundary k freezes everything up to and including <c>GroupEnds[k-1]</c>.</param>
/// <param name="Boundaries">Boundaries to measure.</param>
internal sealed record BenchmarkModel(string Name, Backbone Backbone, IReadOnlyList<string> GroupEnds, IReadOnlyList<int> Boundaries)
{
    public static BenchmarkModel MobileNetV1()
    {
        var backbone = BackboneLoader.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var index = new GraphIndex(backbone.Model.Graph);
        var ends = backbone.Model.Graph.Nodes.Where(n => n.Is("Conv") && (n.Name == "conv1" || n.Name.StartsWith("conv_pw", StringComparison.Ordinal)))
            .Select(n => Activation(index, n.Outputs[0])).ToArray();
        return new("mobilenet_v1", backbone, ends, [0, 7, 11, 13]);
    }

    /// <param name="size">Height and width of its images.</param>
    public static BenchmarkModel ResNet(int size = 224)
    {
        var (model, ends) = ResNet18.Create(size: size);
        return new("resnet18", Loaded(model), ends, [0, 3, 4, 5]);
    }

    public static BenchmarkModel ViTSmall()
    {
        var (model, ends) = Models.ViTSmall.Create();
        return new("vit_small", Loaded(model), ends, [0, 7, 11, 13]);
    }

    private static Backbone Loaded(OnnxModel model)
    {
        var path = Path.Combine(Path.GetTempPath(), $"benchmark-{Guid.NewGuid():N}.onnx");
        try
        {
            model.Save(path);
            return BackboneLoader.Load(path, new BackboneOptions { Normalization = "imagenet" });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Activation(GraphIndex index, string value)
    {
        while (index.Consumers(value) is [var next] && (next.Is("BatchNormalization") || next.Is("Clip") || next.Is("Relu")))
            value = next.Outputs[0];
        return value;
    }
}
