using TransferLab.Heads;

namespace TransferLab.Tests.Heads;

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
