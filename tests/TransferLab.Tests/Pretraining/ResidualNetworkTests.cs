using TransferLab.Backbones;
using TransferLab.Onnx;
using TransferLab.Pretraining;
using TransferLab.Testing;

namespace TransferLab.Tests.Pretraining;

public class ResidualNetworkTests
{
    [Fact]
    public void The_standard_network_is_small_and_has_a_group_per_resolution()
    {
        using var folder = new TemporaryFolder();
        var path = folder["network.onnx"];
        new ResidualNetwork().Create(1).Save(path);
        Assert.InRange(new FileInfo(path).Length, 2_000_000, 6_000_000);
        var backbone = Backbone.Load(path, new BackboneOptions { Normalization = "tf" });
        Assert.InRange(backbone.Parameters.Sum(p => p.Count), 500_000, 1_500_000);
        // 192 of the fourth stage, 320 of the last convolution.
        Assert.Equal((96, 512), (backbone.Spec.Width, backbone.FeatureCount));
        // The last convolution is a group of its own: it begins where the averages of the fourth stage branch off.
        Assert.Equal(["stem", "stage1", "stage2", "stage3", "stage4", "stage5"], backbone.LayerGroups.Select(g => g.Name));
    }

    [Theory]
    [InlineData(0, 320)]
    [InlineData(1, 512)]
    [InlineData(2, 640)]
    public void Any_number_of_the_last_stages_lends_its_averages(int stages, int features)
    {
        using var folder = new TemporaryFolder();
        var network = new ResidualNetwork { Size = 32, PooledStages = stages };
        network.Create(1).Save(folder["network.onnx"]);
        var backbone = Backbone.Load(folder["network.onnx"], new BackboneOptions { Normalization = "tf" });
        Assert.Equal((features, features), (network.Features, backbone.FeatureCount));
        Assert.Equal(["stem", "stage1", "stage2", "stage3", "stage4"], backbone.LayerGroups.Select(g => g.Name));
    }

    [Fact]
    public void Weights_are_a_function_of_the_seed()
    {
        var network = new ResidualNetwork { Size = 64 };
        Assert.Equal(network.Create(3).ToBytes(), network.Create(3).ToBytes());
        Assert.NotEqual(network.Create(3).ToBytes(), network.Create(4).ToBytes());
    }

    [Fact]
    public void Blocks_start_as_identities_and_no_two_units_alike()
    {
        var initializers = new ResidualNetwork().Create(1).Graph.Initializers;
        Assert.All(initializers.Where(i => i.Key.EndsWith("conv2.bn.scale", StringComparison.Ordinal)), i => Assert.All(i.Value.ToFloats(), v => Assert.Equal(0, v)));
        var stem = initializers["stem.weight"].ToFloats();
        Assert.Equal(24, stem.Chunk(27).Select(k => string.Join(' ', k)).Distinct().Count());
        Assert.Equal(Shape.Of(24, 3, 3, 3), initializers["stem.weight"].Shape);
    }
}
