using TransferLab.Networks;

namespace TransferLab.Tests.Networks;

public class HeadDropoutTests
{
    private static readonly HeadDropout s_dropout = new("features", "mask", 10000, 0.25f, 0);

    [Fact]
    public void A_mask_scales_what_it_keeps_and_keeps_its_mean()
    {
        var mask = Fill(s_dropout, 1, 7, 3);
        Assert.InRange(mask.Count(m => m == 0), 2350, 2650);
        Assert.All(mask, m => Assert.True(m == 0 || m == 1 / 0.75f));
        Assert.InRange(mask.Average(), 0.97f, 1.03f);
    }

    [Theory]
    [InlineData(0.01f, 1)]
    [InlineData(0.5f, 7)]
    [InlineData(0.99f, 8)]
    public void Each_position_drops_with_the_rate(float rate, int width)
    {
        var dropped = new int[width];
        var row = new float[width];
        const int rows = 20000;
        for (var sample = 0; sample < rows; sample++)
        {
            new HeadDropout("x", "mask", width, rate, 0).Fill(row, 1, 0, sample);
            for (var i = 0; i < width; i++)
                dropped[i] += row[i] == 0 ? 1 : 0;
            Assert.All(row, m => Assert.True(m == 0 || m == 1 / (1 - rate)));
        }
        // Five standard deviations of a binomial count.
        var margin = 5 * Math.Sqrt(rows * rate * (1 - rate));
        Assert.All(dropped, d => Assert.InRange(d, (rows * rate) - margin, (rows * rate) + margin));
    }

    [Fact]
    public void A_mask_is_a_function_of_seed_place_epoch_and_sample()
    {
        var mask = Fill(s_dropout, 1, 7, 3);
        Assert.Equal(mask, Fill(s_dropout, 1, 7, 3));
        Assert.NotEqual(mask, Fill(s_dropout, 2, 7, 3));
        Assert.NotEqual(mask, Fill(s_dropout, 1, 8, 3));
        Assert.NotEqual(mask, Fill(s_dropout, 1, 7, 4));
        Assert.NotEqual(mask, Fill(s_dropout with { Index = 1 }, 1, 7, 3));
        // Epoch and sample must not stand for each other.
        Assert.NotEqual(mask, Fill(s_dropout, 1, 3, 7));
    }

    private static float[] Fill(HeadDropout dropout, ulong seed, int epoch, int sample)
    {
        var row = new float[dropout.Width];
        dropout.Fill(row, seed, epoch, sample);
        return row;
    }
}
