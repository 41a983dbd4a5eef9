using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Freezing;

public class TensorsPolicyTests
{
    private static readonly Backbone s_backbone = NetworkWriter.Load(NetworkWriter.ResNet());

    [Fact]
    public void Exactly_the_tensors_that_match_train()
    {
        var weights = s_backbone.Parameters.Where(p => p.Role == ParameterRole.Weight).Select(p => p.Name).ToList();
        Assert.Equal(weights, Trainable("tensors:*.weight"));
        Assert.Equal([weights[^2], weights[^1]], Trainable($"tensors:{weights[^1]},{weights[^2]}"));
        Assert.Equal(s_backbone.Parameters.Select(p => p.Name), Trainable("tensors:*"));
        Assert.Equal([weights[0]], Trainable($"tensors:{weights[0][..^1]}?"));
    }

    [Fact]
    public void The_frozen_prefix_ends_before_the_first_of_them()
    {
        var last = s_backbone.LayerGroups[^1];
        var plan = FreezePlan.Of(s_backbone, FreezePolicy.Parse($"tensors:{last.Initializers.First()}"));
        Assert.Equal(last.StartValue, plan.CutValue);
        Assert.Equal(s_backbone.Model.Graph.Initializers.Count - 1, plan.Frozen.Count);
    }

    [Fact]
    public void A_glob_without_a_match_is_answered_with_the_nearest_names()
    {
        var name = s_backbone.Parameters[5].Name;
        var message = Assert.Throws<FreezeException>(() => Trainable($"tensors:*.weight,{name}x")).Message;
        Assert.Contains($"'{name}x'", message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statistic_is_no_learned_tensor_and_the_message_says_so()
    {
        var message = Assert.Throws<FreezeException>(() => Trainable("tensors:*.mean")).Message;
        Assert.Contains("statistic", message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Trainable(string policy) => FreezePlan.Of(s_backbone, FreezePolicy.Parse(policy)).Trainable.Select(p => p.Name);
}
