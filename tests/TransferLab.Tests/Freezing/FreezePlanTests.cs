using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Onnx;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Freezing;

public class FreezePlanTests
{
    private static readonly Backbone s_resNet = NetworkWriter.Load(NetworkWriter.ResNet());

    [Fact]
    public void A_linear_probe_freezes_everything_and_cuts_at_the_feature_vector()
    {
        foreach (var policy in (string[])["linear-probe", "partial:0"])
        {
            var plan = Plan(policy);
            Assert.True(plan.IsFrozenWhole);
            Assert.Equal(s_resNet.FeatureValue, plan.CutValue);
            Assert.Equal(0, plan.TrainableCount);
            Assert.Equal(s_resNet.Model.Graph.Initializers.Keys, plan.Frozen);
        }
    }

    [Fact]
    public void Full_trains_everything_but_statistics_and_has_no_prefix()
    {
        foreach (var policy in (string[])["full", "partial:4"])
        {
            var plan = Plan(policy);
            Assert.False(plan.HasPrefix);
            Assert.Equal("input", plan.CutValue);
            Assert.Equal(plan.Backbone.Parameters.Sum(p => p.Count), plan.TrainableCount);
            Assert.All(plan.Frozen, n => Assert.True(n.EndsWith(".mean", StringComparison.Ordinal) || n.EndsWith(".var", StringComparison.Ordinal), n));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Partial_trains_the_last_groups(int groups)
    {
        var plan = Plan($"partial:{groups}");
        var expected = s_resNet.LayerGroups.TakeLast(groups).ToList();
        Assert.Equal(expected.SelectMany(g => g.Initializers).Order(), plan.Trainable.Select(p => p.Name).Order());
        Assert.Equal(expected.Sum(g => g.Parameters), plan.TrainableCount);
        Assert.Equal(expected[0].StartValue, plan.CutValue);
        Assert.All(plan.Trainable, p => Assert.Contains(p.Group, expected.Select(g => g.Name)));
        Assert.Equal(s_resNet.Model.Graph.Initializers.Count, plan.Trainable.Count + plan.Frozen.Count);
    }

    [Fact]
    public void Training_batch_norm_moves_the_statistics_of_the_trainable_part_and_no_others()
    {
        var plan = FreezePlan.Of(s_resNet, FreezePolicy.Parse("partial:1"), BatchNormMode.Train);
        var norms = s_resNet.Model.Graph.Nodes.Where(n => n.Is("BatchNormalization")).ToList();
        var trains = norms.Where(n => plan.Trainable.Any(p => p.Name == n.Inputs[1])).ToList();
        Assert.InRange(trains.Count, 1, norms.Count - 1);
        Assert.Equal(trains.SelectMany(n => n.Inputs.Skip(3)), plan.MovingStatistics);
        Assert.Empty(plan.Frozen.Intersect(plan.MovingStatistics));
        Assert.Equal(s_resNet.Model.Graph.Initializers.Count, plan.Trainable.Count + plan.Frozen.Count + plan.MovingStatistics.Count);
        Assert.Empty(Plan("partial:1").MovingStatistics);
    }

    [Fact]
    public void Frozen_batch_norm_keeps_scale_and_shift()
    {
        var affine = Plan("full");
        var frozen = FreezePlan.Of(s_resNet, FreezePolicy.Parse("full"), BatchNormMode.Frozen);
        Assert.DoesNotContain(frozen.Trainable, p => p.Role is ParameterRole.BatchNormScale or ParameterRole.BatchNormShift);
        Assert.Equal(affine.Trainable.Count(p => p.Role == ParameterRole.Weight), frozen.Trainable.Count(p => p.Role == ParameterRole.Weight));
        Assert.Contains(frozen.Frozen, n => n.EndsWith(".scale", StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_of_which_the_batch_norm_mode_leaves_nothing_is_refused()
    {
        var message = Assert.Throws<FreezeException>(() => FreezePlan.Of(s_resNet, FreezePolicy.Parse("bias-norm"), BatchNormMode.Frozen)).Message;
        Assert.Contains("BatchNorm frozen", message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_groups_than_there_are_is_refused_with_their_names()
    {
        var message = Assert.Throws<FreezeException>(() => Plan("partial:5")).Message;
        Assert.Contains("stem, stage1, stage2, stage3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Until_takes_a_value_a_glob_or_a_group()
    {
        var end = s_resNet.LayerGroups[1].EndValue;
        var expected = Plan("partial:2");
        Assert.Equal(end, expected.CutValue);
        foreach (var policy in (string[])[$"until:{end}", "until:stage1", $"until:{end[..^1]}?"])
            Assert.Equal(expected.Trainable.Select(p => p.Name), Plan(policy).Trainable.Select(p => p.Name));
        Assert.True(Plan("until:*").IsFrozenWhole);
    }

    [Fact]
    public void Until_inside_a_block_names_the_cut_points_around_it()
    {
        var block = s_resNet.LayerGroups[3];
        var inside = block.Layers[2].Name;
        var message = Assert.Throws<FreezeException>(() => Plan($"until:{inside}")).Message;
        Assert.Contains("inside a block", message, StringComparison.Ordinal);
        Assert.Contains($"'{block.StartValue}' before", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Until_without_a_match_names_the_nearest()
    {
        var message = Assert.Throws<FreezeException>(() => Plan("until:relu99")).Message;
        Assert.Contains("'relu49'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_lies_as_deep_as_nothing_trainable_allows()
    {
        // The pooling behind the stem has no weights: it goes with the prefix, whose output is then a quarter of the size.
        var w = new NetworkWriter(size: 32);
        var stem = w.ConvBnRelu("input", 3, 4, stride: 2);
        var pooled = w.Node("MaxPool", [stem], Onnx.NodeAttribute.Ints("kernel_shape", 2, 2), Onnx.NodeAttribute.Ints("strides", 2, 2));
        var x = w.Downsample(w.Residual(pooled, 4), 4, 6);
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(x)));
        Assert.Equal(pooled, FreezePlan.Of(backbone, FreezePolicy.Parse("partial:2")).CutValue);
    }

    [Fact]
    public void A_prefix_that_only_normalises_pixels_is_none()
    {
        var w = new NetworkWriter();
        var x = w.Node("Sub", ["input", w.Weights("mean", 1, 3, 1, 1)]);
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(w.ConvBnRelu(x, 3, 4))));
        Assert.False(FreezePlan.Of(backbone, new FullPolicy()).HasPrefix);
    }

    private static FreezePlan Plan(string policy) => FreezePlan.Of(s_resNet, FreezePolicy.Parse(policy));
}
