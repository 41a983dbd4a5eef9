using TransferLab.Errors;
using TransferLab.Studies.Comparison;

namespace TransferLab.Tests.Studies.Comparison;

public sealed class ShardTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 15, 5)]
    [InlineData(2, 12, 4)]
    [InlineData(4, 12, 4)]
    [InlineData(20, 15, 5)]
    public void Shares_cover_every_run_once(int count, int runs, int strategies)
    {
        var owners = Enumerable.Range(0, runs).Select(run => Enumerable.Range(1, count).Count(i => Shard.Parse($"{i}/{count}").Has(run, strategies)));
        Assert.All(owners, n => Assert.Equal(1, n));
    }

    [Fact]
    public void No_share_gets_all_runs_of_the_slowest_strategy() =>
        // Two strategies, four seeds: the second is slow.
        Assert.Equal(2, Enumerable.Range(0, 8).Where(run => run % 2 == 1).Count(run => new Shard(2, 2).Has(run, 2)));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("-1/2")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("1/99999999999")]
    public void Nonsense_is_refused(string text) => Assert.Contains("Shard", Assert.Throws<SettingException>(() => Shard.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_reads_what_it_writes() => Assert.Equal("2/3", Shard.Parse("2/3").ToString());
}
