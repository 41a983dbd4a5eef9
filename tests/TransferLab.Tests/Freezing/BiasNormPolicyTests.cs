using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Freezing;

public class BiasNormPolicyTests
{
    [Fact]
    public void Batch_norm_and_biases_train_and_no_kernel()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        var plan = FreezePlan.Of(backbone, FreezePolicy.Parse("bias-norm"));
        Assert.Equal(backbone.Parameters.Where(p => p.Role != ParameterRole.Weight).Select(p => p.Name), plan.Trainable.Select(p => p.Name));
        Assert.NotEmpty(plan.Trainable);
        Assert.InRange(plan.TrainableCount, 1, plan.Backbone.Parameters.Sum(p => p.Count) / 5);
        Assert.All(plan.Trainable, p => Assert.DoesNotContain(".weight", p.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Layer_norm_and_biases_train_but_no_token_and_no_position()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.Transformer(2));
        var names = FreezePlan.Of(backbone, FreezePolicy.Parse("bias-norm")).Trainable.Select(p => p.Name).ToList();
        Assert.Contains(names, n => n.StartsWith("ln", StringComparison.Ordinal) && n.EndsWith(".scale", StringComparison.Ordinal));
        Assert.Contains(names, n => n.StartsWith("ln", StringComparison.Ordinal) && n.EndsWith(".shift", StringComparison.Ordinal));
        Assert.Contains("patch.bias", names);
        Assert.DoesNotContain("positions", names);
        Assert.DoesNotContain("class_token", names);
        Assert.All(names, n => Assert.DoesNotContain(".weight", n, StringComparison.Ordinal));
    }

    [Fact]
    public void A_backbone_without_any_is_refused()
    {
        var w = new NetworkWriter();
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(w.Relu(w.Conv(w.Relu(w.Conv("input", 3, 4, bias: false)), 4, 6, bias: false)))));
        var message = Assert.Throws<FreezeException>(() => FreezePlan.Of(backbone, FreezePolicy.Parse("bias-norm"))).Message;
        Assert.Contains("linear-probe", message, StringComparison.Ordinal);
    }
}
