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
        Assert.Equal(["linear-probe", "full"], FreezePolicy.Parse("lp-ft").Phases.Select(p => p.ToString()));
        Assert.Equal(["partial:1"], FreezePolicy.Parse("partial:1").Phases.Select(p => p.ToString()));
        Assert.Throws<ArgumentException>(() => FreezePlan.Of(NetworkWriter.Load(NetworkWriter.ResNet()), FreezePolicy.Parse("lp-ft")));
    }
}
