using TransferLab.Reports.Html;

namespace TransferLab.Reports.Tests.Html;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.05, "0.05 s")]
    [InlineData(5.2, "5.2 s")]
    [InlineData(99.94, "99.9 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3599.7, "1 h 0 min")]
    [InlineData(100_000, "27 h 46 min")]
    [InlineData(double.NaN, "–")]
    public void Times_are_in_units_that_one_can_grasp(double seconds, string text) => Assert.Equal(text, Figures.Time(seconds));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(3e-5, "3e-5")]
    [InlineData(0.0123456, "0.01235")]
    [InlineData(31.2345, "31.23")]
    [InlineData(45352.1, "45,352")]
    [InlineData(2e9, "2e9")]
    public void Short_numbers_keep_what_matters(double value, string text) => Assert.Equal(text, Figures.Short(value));

    [Fact]
    public void Wilson_intervals_are_those_of_the_textbook()
    {
        // 8 of 10 and 0 of 10: Brown, Cai, DasGupta, "Interval estimation for a binomial proportion" (2001), formula 4.
        var (low, high) = Figures.Wilson(8, 10);
        Assert.Equal((0.4902, 0.9433), (Math.Round(low, 4), Math.Round(high, 4)));
        (low, high) = Figures.Wilson(0, 10);
        Assert.Equal((0, 0.2775), (Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Equal((0, 1), Figures.Wilson(0, 0));
    }
}
