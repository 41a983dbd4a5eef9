using TransferLab.Backbones;
using TransferLab.Onnx;

namespace TransferLab.Tests.Backbones;

public class LayerGroupingTests
{
    [Fact]
    public void A_residual_network_has_a_group_per_resolution_and_a_stem_of_its_own()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        Assert.Equal(["stem [N,4,16,16]", "stage1 [N,4,16,16]", "stage2 [N,6,8,8]", "stage3 [N,8,4,4]"], backbone.LayerGroups.Select(g => $"{g.Name} {g.OutputShape}"));
        Assert.Equal(backbone.Parameters.Sum(p => p.Count), backbone.LayerGroups.Sum(g => g.Parameters));
        Assert.Equal(backbone.Parameters.Select(p => p.Name).Order(), backbone.LayerGroups.SelectMany(g => g.Initializers).Order());
        foreach (var group in backbone.LayerGroups)
            Assert.Equal(group.Initializers.Order(), backbone.Parameters.Where(p => p.Group == group.Name).Select(p => p.Name).Order());
    }

    [Fact]
    public void Groups_follow_each_other_without_gap()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        Assert.Equal("input", backbone.LayerGroups[0].StartValue);
        Assert.All(backbone.LayerGroups.Zip(backbone.LayerGroups.Skip(1)), p => Assert.Equal(p.First.EndValue, p.Second.StartValue));
        Assert.Equal(backbone.Spec.FeatureValue, backbone.LayerGroups[^1].EndValue);
    }

    [Fact]
    public void Pooling_after_the_stem_belongs_to_the_first_stage()
    {
        var w = new NetworkWriter(size: 32);
        var stem = w.ConvBnRelu("input", 3, 4, stride: 2);
        var x = w.Node("MaxPool", [stem], Onnx.NodeAttribute.Ints("kernel_shape", 2, 2), Onnx.NodeAttribute.Ints("strides", 2, 2));
        x = w.Residual(x, 4);
        x = w.Downsample(x, 4, 6);
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(x)));
        Assert.Equal(["stem", "stage1", "stage2"], backbone.LayerGroups.Select(g => g.Name));
        Assert.Equal(stem, backbone.LayerGroups[0].EndValue);
    }

    [Theory]
    [InlineData(1, 8, "stem stage1 stage2")]
    [InlineData(2, 14, "stem stage1 stage2")]
    [InlineData(3, 18, "stem stage1")]
    public void Stages_whose_averages_lie_side_by_side_in_the_features_are_one_group(int stages, int features, string groups)
    {
        var w = new NetworkWriter();
        var stem = w.ConvBnRelu("input", 3, 4);
        var stage1 = w.Downsample(stem, 4, 6);
        var stage2 = w.Downsample(stage1, 6, 8);
        string[] pools = [.. ((string[])[stem, stage1, stage2])[^stages..].Select(x => w.Node("GlobalAveragePool", [x]))];
        var together = stages == 1 ? pools[0] : w.Node("Concat", pools, Onnx.NodeAttribute.Int("axis", 1));
        var backbone = NetworkWriter.Load(w.Done(w.Node("Flatten", [together], Onnx.NodeAttribute.Int("axis", 1))));
        Assert.Equal(features, backbone.FeatureCount);
        Assert.Equal(backbone.Parameters.Sum(p => p.Count), backbone.LayerGroups.Sum(g => g.Parameters));
        // Behind the first value that is averaged, no single value carries everything.
        Assert.Equal(groups, string.Join(' ', backbone.LayerGroups.Select(g => g.Name)));
    }

    [Fact]
    public void A_transformer_is_split_into_stages_of_about_equal_work()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.Transformer(8));
        Assert.Equal(["stem", "stage1", "stage2", "stage3", "stage4"], backbone.LayerGroups.Select(g => g.Name));
        Assert.Contains("class_token", backbone.LayerGroups[0].Initializers.Concat(backbone.LayerGroups[1].Initializers));
        var stages = backbone.LayerGroups.Skip(1).Select(g => (double)g.MultiplyAdds).ToList();
        Assert.True(stages.Max() / stages.Min() < 1.6, string.Join(", ", stages));
        Assert.Equal(["block1.mlp", "block3.mlp", "block5.mlp"], backbone.LayerGroups.Skip(1).Take(3).Select(g => g.EndValue));
    }

    [Fact]
    public void Multiply_adds_are_those_of_the_textbook()
    {
        var w = new NetworkWriter(size: 8);
        var x = w.Conv("input", 3, 4, kernel: 3, stride: 2);
        x = w.Conv(x, 4, 4, kernel: 3, group: 4);
        var backbone = NetworkWriter.Load(w.Done(w.Relu(w.Linear(w.Node("Flatten", [x]), 64, 10))));
        var layers = backbone.LayerGroups.SelectMany(g => g.Layers).ToList();
        Assert.Equal([4 * 4 * 4 * 27, 4 * 4 * 4 * 9, 640], layers.Select(l => l.MultiplyAdds));
        Assert.Equal([4 * 27 + 4, 4 * 9 + 4, 650], layers.Select(l => l.Parameters));
    }
}
