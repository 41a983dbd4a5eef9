using TransferLab.Pictures.Batches;

namespace TransferLab.Tests.Pictures.Batches;

public sealed class RepeatsTests
{
    [Fact]
    public void Samples_that_come_up_once_look_as_ever() => Assert.Null(Repeats.Epochs([3, 1, 2], 5));

    [Fact]
    public void Each_repeat_has_an_epoch_of_its_own()
    {
        var epochs = Repeats.Epochs([3, 1, 3, 2, 3, 1], 5)!;

        Assert.Equal((5, 5, 5), (epochs[0], epochs[1], epochs[3]));
        Assert.Equal(3, ((int[])[epochs[0], epochs[2], epochs[4]]).Distinct().Count());
        // Of two fixed views each repeat takes the other.
        Assert.NotEqual(epochs[1] % 2, epochs[5] % 2);
        Assert.All(epochs, e => Assert.True(e >= 0));
    }
}
