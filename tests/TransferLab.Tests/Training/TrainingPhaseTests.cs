using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Settings;
using TransferLab.Tests.Backbones;
using TransferLab.Training;

namespace TransferLab.Tests.Training;

public class TrainingPhaseTests
{
    [Theory]
    [InlineData("full")]
    [InlineData("partial:2")]
    [InlineData("bias-norm")]
    public void Each_group_has_a_power_of_the_decay_whatever_else_trains(string policy)
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var plan = FreezePlan.Of(backbone, FreezePolicy.Parse(policy));
        var scale = new TrainingPhase(policy, plan, PhaseDefaults.FineTune, 100, Augment: false, Views: 0) { LayerDecay = 0.5, BackboneRateMultiplier = 3 }.RateScales();
        var expected = new Dictionary<string, float> { ["stem"] = 3f / 16, ["stage1"] = 3f / 8, ["stage2"] = 3f / 4, ["stage3"] = 3f / 2 };
        Assert.All(plan.Trainable, p => Assert.Equal(expected[p.Group], scale(p.Name)));
        Assert.Equal(100, scale("head.weight"));
    }

    [Fact]
    public void By_default_everything_but_the_head_has_the_rate_itself()
    {
        var plan = FreezePlan.Of(NetworkWriter.Load(NetworkWriter.ResNet()), FreezePolicy.Parse("full"));
        var scale = new TrainingPhase("full", plan, PhaseDefaults.FineTune, 7, Augment: false, Views: 0).RateScales();
        Assert.All(plan.Trainable, p => Assert.Equal(1f, scale(p.Name)));
        Assert.Equal(7, scale("head.bias"));
    }
}
