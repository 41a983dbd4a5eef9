using TransferLab.Comparison;

namespace TransferLab.Tests.Comparison;

public sealed class ShardTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 15)]
    [InlineData(4, 15)]
    [InlineData(20, 15)]
    public void Shares_cover_every_run_once(int count, int runs)
    {
        var owners = Enumerable.Range(0, runs).Select(run => Enumerable.Range(1, count).Count(i => Shard.Parse($"{i}/{count}").Has(run)));
        Assert.All(owners, n => Assert.Equal(1, n));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("-1/2")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("1/99999999999")]
    public void Nonsense_is_refused(string text) => Assert.Contains("--shard", Assert.Throws<ArgumentException>(() => Shard.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_reads_what_it_writes() => Assert.Equal("2/3", Shard.Parse("2/3").ToString());
}
