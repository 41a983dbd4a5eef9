using TransferLab.Runs;
using TransferLab.Training.LearningRates;

namespace TransferLab.Tests.Training.LearningRates;

public class RatePickerTests
{
    [Theory]
    [InlineData(-5)]
    [InlineData(-3)]
    [InlineData(-1.5)]
    public void The_rate_is_where_the_loss_falls_most_steeply(double middle)
    {
        // Down by one nat around 10^middle, up again a decade later.
        var points = Curve(log => 2 - 1 / (1 + Math.Exp(-6 * (log - middle))) + Math.Exp(4 * (log - middle - 1.5)));
        Assert.Equal(middle, Math.Log10(RatePicker.Pick(points, 1, out var found)), 0.3);
        Assert.True(found);
    }

    [Fact]
    public void Neither_scale_nor_level_of_the_loss_nor_what_comes_after_its_minimum_changes_the_pick()
    {
        double Loss(double log) => 2 - 1 / (1 + Math.Exp(-6 * (log + 3)));
        var rate = RatePicker.Steepest(Curve(Loss));
        Assert.NotNull(rate);
        Assert.Equal(rate, RatePicker.Steepest(Curve(log => 10 * Loss(log) + 3)));
        Assert.Equal(rate, RatePicker.Steepest(Curve(log => log < -1 ? Loss(log) : log < 0 ? 9 : 2)));
        Assert.Equal(rate, RatePicker.Steepest([.. Curve(Loss).Take(70), new(1, double.NaN, double.NaN)]));
    }

    [Fact]
    public void Where_the_loss_does_not_fall_the_usual_rate_is_taken_but_kept_below_the_rise()
    {
        var rising = Curve(log => 1 + Math.Exp(5 * (log + 4)));
        Assert.Equal(1e-7, RatePicker.Pick(rising, 1e-7, out var found), 1e-12);
        Assert.False(found);
        var kept = RatePicker.Pick(rising, 1, out _);
        Assert.InRange(kept, 1e-6, 1e-5);
        Assert.Equal(0.5, RatePicker.Pick([], 0.5, out _));
        Assert.Equal(0.5, RatePicker.Pick(Curve(_ => 1), 0.5, out _));
    }

    [Fact]
    public void The_text_shows_curve_and_rate()
    {
        var points = Curve(log => log < 0 ? 2 - 1 / (1 + Math.Exp(-6 * (log + 3))) : 9);
        var lines = RangeTestText.Of(points, 1e-3, found: true).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains("0.001, which is taken", lines[0], StringComparison.Ordinal);
        Assert.Contains('█', lines[1]);
        // Half way between the rates of the ends.
        Assert.InRange(lines[2].IndexOf('^', StringComparison.Ordinal), 30, 33);
        Assert.DoesNotContain('\n', RangeTestText.Of([], 1, found: false));
        Assert.Contains("does not fall", RangeTestText.Of(Curve(_ => 1), 1, found: false), StringComparison.Ordinal);
    }

    private static List<RangeTestPoint> Curve(Func<double, double> loss) =>
        [.. Enumerable.Range(0, 100).Select(i => -7 + 8 * i / 99.0).Select(log => new RangeTestPoint(Math.Pow(10, log), loss(log), loss(log)))];
}
