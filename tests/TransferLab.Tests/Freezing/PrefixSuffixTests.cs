using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Testing;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Freezing;

public class PrefixSuffixTests
{
    [Fact]
    public void Suffix_after_prefix_is_the_whole_network_at_every_cut_point()
    {
        foreach (var model in (Onnx.OnnxModel[])[NetworkWriter.ResNet(), NetworkWriter.Transformer(3)])
        {
            var backbone = NetworkWriter.Load(model);
            Check(backbone, backbone.CutPoints.Select(c => $"until:{c.Value}"), Session.Normal(1, 2 * 3 * 16 * 16), 1e-6, 2, 3, 16, 16);
        }
    }

    [Fact]
    public void Suffix_after_prefix_is_the_whole_network_for_real_ones()
    {
        var pixels = Session.Normal(2, 2 * 3 * 224 * 224);
        var mobileNet = Backbone.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        Check(mobileNet, ["linear-probe", "until:conv1_bn", "until:conv_pw_3_relu", "until:conv_dw_7", "until:conv_pw_11_relu", "full"], pixels, 1e-5, 2, 3, 224, 224);
        var squeezeNet = Backbone.Load(SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx"), RealBackboneTests.SqueezeNetOptions);
        Check(squeezeNet, ["linear-probe", "partial:1", "partial:2", "partial:3", "full"], [.. pixels.Select(p => 120 * p)], 1e-5, 2, 3, 224, 224);
    }

    [Fact]
    public void Nothing_frozen_gives_no_prefix_and_a_copy_of_the_whole()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var parts = PrefixSuffix.Of(FreezePlan.Of(backbone, new FullPolicy()));
        Assert.Null(parts.Prefix);
        Assert.NotSame(backbone.Model, parts.Suffix);
        Assert.Equal(backbone.Model.ToBytes(), parts.Suffix.ToBytes());
    }

    [Fact]
    public void Each_part_holds_only_its_own_weights()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var plan = FreezePlan.Of(backbone, new PartialPolicy(1));
        var parts = PrefixSuffix.Of(plan);
        Assert.All(plan.Trainable, p => Assert.Contains(p.Name, parts.Suffix.Graph.Initializers.Keys));
        Assert.All(plan.Trainable, p => Assert.DoesNotContain(p.Name, parts.Prefix!.Graph.Initializers.Keys));
        Assert.Empty(parts.Suffix.Graph.Initializers.Keys.Intersect(parts.Prefix!.Graph.Initializers.Keys));
        Assert.Equal(plan.CutValue, Assert.Single(parts.Suffix.Graph.Inputs).Name);
        Assert.Equal(plan.CutValue, Assert.Single(parts.Prefix.Graph.Outputs).Name);
    }

    private static void Check(Backbone backbone, IEnumerable<string> policies, float[] input, double tolerance, params long[] dims)
    {
        var whole = Session.Run(backbone.Model, backbone.FeatureValue, backbone.Spec.InputName, input, dims);
        foreach (var policy in policies)
        {
            var plan = FreezePlan.Of(backbone, FreezePolicy.Parse(policy));
            var parts = PrefixSuffix.Of(plan);
            var between = parts.Prefix is null ? input : Session.Run(parts.Prefix, plan.CutValue, backbone.Spec.InputName, input, dims);
            long[] cutDims = [2, .. backbone.Shapes.Shape(plan.CutValue).ToLongs().Skip(1)];
            var features = parts.Suffix.Graph.Nodes.Count == 0 ? between : Session.Run(parts.Suffix, backbone.FeatureValue, plan.CutValue, between, cutDims);
            Session.Close(whole, features, tolerance);
        }
    }
}
