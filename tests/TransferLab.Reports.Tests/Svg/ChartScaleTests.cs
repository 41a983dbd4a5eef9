using TransferLab.Reports.Svg;

namespace TransferLab.Reports.Tests.Svg;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(new double[] { 0, 1 }, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(new double[] { 0.31, 0.87 }, "0.2 0.4 0.6 0.8 1.0")]
    [InlineData(new double[] { 1200, 5100 }, "1,000 2,000 3,000 4,000 5,000 6,000")]
    [InlineData(new double[] { -3, 2, double.NaN, double.PositiveInfinity }, "-3 -2 -1 0 1 2")]
    [InlineData(new double[] { 0, 2.5e-5 }, "0 5e-6 1e-5 1.5e-5 2e-5 2.5e-5")]
    public void A_linear_axis_has_round_numbers_around_the_values(double[] values, string texts) =>
        Assert.Equal(texts, string.Join(' ', ChartScale.Linear(values, 0, 100).Ticks.Select(t => t.Text)));

    [Theory]
    [InlineData(new double[] { 1, 60 }, "20 40 60")]
    [InlineData(new double[] { 1, 3 }, "1 2 3")]
    [InlineData(new double[] { 5 }, "4 5 6")]
    [InlineData(new double[] { 1, 100000 }, "20,000 40,000 60,000 80,000 100,000")]
    public void An_axis_of_epochs_has_whole_numbers(double[] values, string texts) =>
        Assert.Equal(texts, string.Join(' ', ChartScale.Linear(values, 0, 100, whole: true).Ticks.Select(t => t.Text)));

    [Theory]
    [InlineData(new double[] { 1e-5, 1 }, "1e-5 1e-4 0.001 0.01 0.1 1")]
    [InlineData(new double[] { 3.2, 160 }, "5 10 20 50 100 200")]
    [InlineData(new double[] { 1e-12, 1e3 }, "1e-12 1e-9 1e-6 0.001 1 1,000")]
    public void A_logarithmic_axis_has_powers_of_ten(double[] values, string texts) =>
        Assert.Equal(texts, string.Join(' ', ChartScale.Logarithmic(values, 0, 100).Ticks.Select(t => t.Text)));

    [Fact]
    public void Every_value_has_its_place_between_the_ends_and_order_is_kept()
    {
        var random = new Random(2);
        for (var round = 0; round < 2000; round++)
        {
            var scale = Math.Pow(10, random.Next(-9, 9));
            double[] values = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (random.NextDouble() + 1e-9) * scale * Math.Pow(10, random.Next(0, 4))).Order()];
            foreach (var axis in (ChartScale[])[ChartScale.Linear(values, 300, 10), ChartScale.Linear(values.Select(v => v / scale / 1e4), 300, 10, floor: 0, ceiling: 1), ChartScale.Linear(values.Select(Math.Ceiling), 300, 10, whole: true), ChartScale.Logarithmic(values, 300, 10)])
            {
                Assert.InRange(axis.Ticks.Count, 1, 16);
                Assert.All(axis.Ticks, t => Assert.InRange(axis.At(t.Value), 9.9, 300.1));
                Assert.Equal(axis.Ticks.Select(t => t.Text).Distinct(), axis.Ticks.Select(t => t.Text));
            }
            var log = ChartScale.Logarithmic(values, 300, 10);
            Assert.All(values, v => Assert.InRange(log.At(v), 9.9, 300.1));
            Assert.Equal(values.Select(log.At).OrderDescending(), values.Select(log.At));
        }
    }

    [Fact]
    public void Nothing_to_show_is_an_axis_too()
    {
        Assert.NotEmpty(ChartScale.Linear([], 0, 100).Ticks);
        Assert.NotEmpty(ChartScale.Logarithmic([0, -1, double.NaN], 0, 100).Ticks);
        Assert.False(ChartScale.Logarithmic([1], 0, 100).Holds(0));
        Assert.False(ChartScale.Linear([1], 0, 100).Holds(double.NaN));
    }
}
