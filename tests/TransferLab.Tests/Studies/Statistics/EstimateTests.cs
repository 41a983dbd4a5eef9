using TransferLab.Studies.Statistics;

namespace TransferLab.Tests.Studies.Statistics;

public sealed class EstimateTests
{
    [Fact]
    public void Three_values_have_the_interval_of_the_table()
    {
        // t(2, 0.975) = 4.30265, from the usual table.
        var estimate = Estimate.Of([0.80, 0.85, 0.90], 0.95);
        Assert.Equal(0.85, estimate.Mean, 12);
        Assert.Equal(4.30265 * 0.05 / Math.Sqrt(3), estimate.HalfWidth!.Value, 5);
    }

    [Fact]
    public void One_value_has_no_interval() => Assert.Null(Estimate.Of([0.5], 0.95).HalfWidth);

    [Fact]
    public void Seeds_that_agree_by_chance_do_not_make_one_image_a_difference()
    {
        // One image of 40 better with each of three seeds: 3 answers of 120.
        var half = Estimate.OfPairedDifference(0.025, 120, 0.95, severalSeeds: true);
        Assert.True(half > 0.025, $"{half}");
        Assert.True(Estimate.OfPairedDifference(0.2, 120, 0.95, severalSeeds: true) < 0.2);
    }

    [Fact]
    public void A_single_seed_needs_more()
    {
        Assert.True(Estimate.OfPairedDifference(0.1, 40, 0.95, severalSeeds: false) > 0.1);
        Assert.True(Estimate.OfPairedDifference(0.1, 40, 0.95, severalSeeds: false) > Estimate.OfPairedDifference(0.1, 40, 0.95, severalSeeds: true));
        Assert.True(Estimate.OfPairedDifference(0, 40, 0.95, severalSeeds: false) > 0);
    }
}
