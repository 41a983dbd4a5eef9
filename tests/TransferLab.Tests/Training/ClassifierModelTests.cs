using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Freezing;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Testing;
using TransferLab.Tests.Backbones;
using TransferLab.Training;

namespace TransferLab.Tests.Training;

public class ClassifierModelTests
{
    [Fact]
    public void Suffix_after_prefix_is_the_whole_network_at_every_cut_point()
    {
        foreach (var network in (Onnx.OnnxModel[])[NetworkWriter.ResNet(), NetworkWriter.Transformer(3)])
        {
            var backbone = NetworkWriter.Load(network);
            Check(backbone, backbone.CutPoints.Select(c => $"until:{c.Value}"), 1e-6);
        }
    }

    [Fact]
    public void Suffix_after_prefix_is_the_whole_network_for_real_ones()
    {
        var mobileNet = BackboneLoader.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        Check(mobileNet, ["linear-probe", "until:conv1_bn", "until:conv_pw_3_relu", "until:conv_dw_7", "until:conv_pw_11_relu"], 1e-5);
        var squeezeNet = BackboneLoader.Load(SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx"), RealBackboneTests.SqueezeNetOptions);
        Check(squeezeNet, ["linear-probe", "partial:1", "partial:2", "partial:3"], 1e-5);
    }

    [Fact]
    public void Each_part_holds_only_its_own_weights()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var plan = FreezePlan.Of(backbone, new PartialPolicy(1));
        var model = ClassifierModel.Create(backbone, 3, 1);
        var (prefix, suffix) = (model.Prefix(plan), model.Suffix(plan));
        Assert.All(model.Trainables(plan), p => Assert.Contains(p, suffix.Graph.Initializers.Keys));
        Assert.All(model.Trainables(plan), p => Assert.DoesNotContain(p, prefix.Graph.Initializers.Keys));
        Assert.Empty(suffix.Graph.Initializers.Keys.Intersect(prefix.Graph.Initializers.Keys));
        Assert.Equal(Preprocessing.InputName, Assert.Single(prefix.Graph.Inputs).Name);
        Assert.Equal(plan.CutValue, Assert.Single(prefix.Graph.Outputs).Name);
        Assert.Equal(plan.CutValue, Assert.Single(suffix.Graph.Inputs).Name);
        Assert.Equal(model.Head.Logits, Assert.Single(suffix.Graph.Outputs).Name);
    }

    [Fact]
    public void The_head_alone_follows_a_backbone_that_is_frozen_whole()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var model = ClassifierModel.Create(backbone, 3, 1);
        var plan = FreezePlan.Of(backbone, new LinearProbePolicy());
        Assert.Equal(model.Head.Trainables, model.Trainables(plan));
        Assert.Equal(model.Trainables(plan).Order(), model.Suffix(plan).Graph.Initializers.Keys.Order());
    }

    private static void Check(Backbone backbone, IEnumerable<string> policies, double tolerance)
    {
        var model = ClassifierModel.Create(backbone, 3, 1);
        long[] dims = [2, backbone.Spec.Height, backbone.Spec.Width, 3];
        var pixels = Session.Pixels(1, dims.Aggregate(1L, (a, b) => a * b));
        var whole = Session.Run(model.Forward, model.Head.Logits, Preprocessing.InputName, pixels, dims);
        foreach (var policy in policies)
        {
            var plan = FreezePlan.Of(backbone, FreezePolicy.Parse(policy));
            var between = Session.Run(model.Prefix(plan), plan.CutValue, Preprocessing.InputName, pixels, dims);
            long[] cutDims = [2, .. backbone.Shapes.Shape(plan.CutValue).ToLongs().Skip(1)];
            Session.Close(whole, Session.Run(model.Suffix(plan), model.Head.Logits, plan.CutValue, between, cutDims), tolerance);
        }
    }
}
