using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Freezing;

public class GradualPolicyTests
{
    [Fact]
    public void One_more_group_trains_in_each_phase_until_everything_does()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var policy = FreezePolicy.Parse("gradual:3");
        Assert.Equal(3, policy.EpochsPerPhase);
        var phases = policy.PhasesOn(backbone);
        Assert.Equal(["linear-probe", "partial:1", "partial:2", "partial:3", "full"], phases.Select(p => p.ToString()));
        var plans = phases.Select(p => FreezePlan.Of(backbone, p)).ToList();
        Assert.All(plans.Zip(plans.Skip(1)), p => Assert.Subset(p.Second.Trainable.Select(t => t.Name).ToHashSet(), p.First.Trainable.Select(t => t.Name).ToHashSet()));
        Assert.Equal(plans[^1].Backbone.Parameters.Sum(p => p.Count), plans[^1].TrainableCount);
        Assert.Throws<ArgumentException>(() => FreezePlan.Of(backbone, policy));
    }

    [Fact]
    public void The_error_says_what_the_number_means()
    {
        var message = Assert.Throws<FreezeException>(() => FreezePolicy.Parse("gradual:soon")).Message;
        Assert.Contains("gradual:2", message, StringComparison.Ordinal);
    }
}
