using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Objectives;

namespace TransferLab.Tests.Objectives;

public sealed class LossSpecTests
{
    [Theory]
    [InlineData("auto"), InlineData("cross-entropy"), InlineData("bce"), InlineData("focal:gamma=1.5"), InlineData("focal:gamma=2,alpha=0.25"), InlineData("asymmetric:gamma-=4,gamma+=1,clip=0.05")]
    public void A_loss_is_written_as_it_is_read(string text)
    {
        Assert.Equal(text, LossSpec.Parse(text).ToString());
        Assert.Equal(LossSpec.Parse(text), LossSpec.Parse(LossSpec.Parse(text).ToString()));
    }

    [Fact]
    public void Settings_left_out_have_their_defaults()
    {
        Assert.Equal("focal:gamma=2", LossSpec.Parse("Focal").ToString());
        Assert.Equal("asymmetric:gamma-=3,gamma+=1,clip=0.05", LossSpec.Parse("asymmetric: gamma-=3").ToString());
    }

    [Theory]
    [InlineData("hinge", "hinge"), InlineData("focal:gamma=-1", "gamma=-1"), InlineData("focal:clip=0.1", "clip"), InlineData("focal:gamma", "gamma"), InlineData("focal:gamma=NaN", "gamma=NaN"),
     InlineData("focal:alpha=1", "alpha=1"), InlineData("asymmetric:clip=0.5", "clip=0.5"), InlineData("bce:gamma=1", "gamma"), InlineData("focal:gamma=0,5", "5"), InlineData("asymmetric:gamma-=11", "gamma-=11"), InlineData("asymmetric:gamma+=11", "gamma+=11")]
    public void What_is_wrong_is_said(string text, string named) =>
        Assert.Contains(named, Assert.Throws<SettingException>(() => LossSpec.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bce", LearningTask.SingleLabel), InlineData("asymmetric", LearningTask.SingleLabel), InlineData("cross-entropy", LearningTask.MultiLabel), InlineData("focal:alpha=0.3", LearningTask.SingleLabel)]
    public void A_loss_of_the_other_task_is_refused(string text, LearningTask task) =>
        Assert.Contains("Loss", Assert.Throws<SettingException>(() => LossSpec.Parse(text).CheckTask(task)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_task_gets_its_loss()
    {
        Assert.Equal("softmax-cross-entropy", LossSpec.Auto.Create(LearningTask.SingleLabel, 0, null).Name);
        Assert.Equal("sigmoid-binary-cross-entropy", LossSpec.Auto.Create(LearningTask.MultiLabel, 0, null).Name);
        Assert.Equal("softmax-focal", LossSpec.Parse("focal").Create(LearningTask.SingleLabel, 0, null).Name);
        Assert.Equal("sigmoid-focal", LossSpec.Parse("focal").Create(LearningTask.MultiLabel, 0, null).Name);
        Assert.Equal("asymmetric", LossSpec.Parse("asymmetric").Create(LearningTask.MultiLabel, 0, null).Name);
    }
}
