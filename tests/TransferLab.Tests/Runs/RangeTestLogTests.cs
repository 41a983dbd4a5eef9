using TransferLab.Errors;
using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Tests.Runs;

public sealed class RangeTestLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_curve_comes_back_exactly_and_replaces_an_older_one()
    {
        var log = new RangeTestLog(_folder["learning-rates.csv"]);
        Assert.Empty(log.Read());
        log.Write([new(1, 2, 3), new(4, 5, 6)]);
        RangeTestPoint[] curve = [new(1e-7, 1.0 / 3, 0.1 + 0.2), new(1e-6, double.NaN, double.PositiveInfinity)];
        log.Write(curve);
        Assert.Equal(curve, log.Read());
        Assert.Equal("rate,loss,smoothedLoss", File.ReadAllLines(_folder["learning-rates.csv"])[0]);
    }

    [Theory]
    [InlineData("epoch,loss\n1,2\n", "rate")]
    [InlineData("rate,loss,smoothedLoss\n1,two,3\n", "two")]
    [InlineData("rate,loss,smoothedLoss\n1,,3\n", "loss")]
    [InlineData("rate,loss,smoothedLoss\n1,2\n", "line 2")]
    public void Another_file_is_refused_with_what_is_wrong(string text, string named)
    {
        File.WriteAllText(_folder["learning-rates.csv"], text);
        var e = Assert.ThrowsAny<InputException>(() => new RangeTestLog(_folder["learning-rates.csv"]).Read());
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }
}
