using TransferLab.Service.Models;

namespace TransferLab.Service.Tests.Models;

public sealed class BatchSizeTests
{
    [Theory]
    [InlineData(0, 8, 1)] // a run takes as long as its pictures one by one
    [InlineData(0.05, 8, 1)] // the saving is not worth the wait
    [InlineData(2, 8, 8)]
    [InlineData(2, 6, 6)]
    [InlineData(2, 1, 1)]
    [InlineData(0.5, 256, 4)] // from 4 to 8 only 8 % are left to save
    public void Batches_are_as_large_as_doubling_them_pays(double fixedTime, int most, int expected)
    {
        var sizes = new List<int>();
        var size = BatchSize.Choose(most, n =>
        {
            sizes.Add(n);
            return fixedTime + n;
        });
        Assert.Equal(expected, size);
        Assert.True(sizes.Max() <= Math.Min(most, 2 * expected), "sizes were tried that could not be chosen");
    }

    [Fact]
    public void One_slow_run_decides_nothing()
    {
        var runs = 0;
        Assert.Equal(4, BatchSize.Choose(4, n => ++runs is 2 or 4 ? 100 : 1 + n));
    }
}
