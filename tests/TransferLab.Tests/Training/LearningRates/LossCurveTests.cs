using TransferLab.Training.LearningRates;

namespace TransferLab.Tests.Training.LearningRates;

public class LossCurveTests
{
    [Fact]
    public void Smoothing_knows_no_start_and_the_end_comes_at_four_times_the_minimum()
    {
        var curve = new LossCurve(2);
        for (var i = 0; i < 5; i++)
            curve.Add(i, -1);
        Assert.All(curve.Points, p => Assert.Equal((1, 1), (Math.Round(p.Loss, 12), Math.Round(p.SmoothedLoss, 12))));
        Assert.False(curve.IsOutOfHand);
        curve.Add(5, 8);
        Assert.False(curve.IsOutOfHand);
        curve.Add(6, 8);
        Assert.True(curve.IsOutOfHand);
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_it()
    {
        var curve = new LossCurve(2);
        curve.Add(1, double.NaN);
        Assert.True(curve.IsOutOfHand);
    }
}
