using TransferLab.Backbones;
using TransferLab.Freezing;
using TransferLab.Tests.Backbones;

namespace TransferLab.Tests.Freezing;

public class FreezePolicyTests
{
    [Theory]
    [InlineData("linear-probe")]
    [InlineData("partial:0")]
    [InlineData("partial:3")]
    [InlineData("until:conv_pw_7_relu")]
    [InlineData("until:layer?.*:0")]
    [InlineData("full")]
    [InlineData("lp-ft")]
    [InlineData("gradual:2")]
    [InlineData("bias-norm")]
    [InlineData("tensors:*.bias,conv1.weight")]
    public void A_policy_is_written_as_it_was_read(string text) => Assert.Equal(text, FreezePolicy.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("probe")]
    [InlineData("partial")]
    [InlineData("partial:-1")]
    [InlineData("partial:two")]
    [InlineData("until:")]
    [InlineData("full:3")]
    [InlineData("Full")]
    [InlineData("gradual")]
    [InlineData("gradual:0")]
    [InlineData("gradual:-1")]
    [InlineData("gradual:99999999999")]
    [InlineData("bias-norm:1")]
    [InlineData("tensors:")]
    [InlineData("tensors:a,,b")]
    [InlineData("tensors:a,")]
    public void What_is_no_policy_is_refused(string text) => Assert.Throws<FreezeException>(() => FreezePolicy.Parse(text));

    [Fact]
    public void An_unknown_policy_is_answered_with_all_that_there_are()
    {
        var message = Assert.Throws<FreezeException>(() => FreezePolicy.Parse("frozen")).Message;
        Assert.All(FreezePolicySyntax.All, f => Assert.Contains(f.Form, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Lp_ft_is_a_linear_probe_and_then_everything()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        Assert.Equal(["linear-probe", "full"], FreezePolicy.Parse("lp-ft").PhasesOn(backbone).Select(p => p.ToString()));
        Assert.Equal(["partial:1"], FreezePolicy.Parse("partial:1").PhasesOn(backbone).Select(p => p.ToString()));
        Assert.Throws<ArgumentException>(() => FreezePlan.Of(backbone, FreezePolicy.Parse("lp-ft")));
    }
}
