using TransferLab.Backbones.Catalog;

namespace TransferLab.Tests.Backbones.Catalog;

public sealed class DownloadRateTests
{
    [Fact]
    public void The_rate_is_that_of_the_last_seconds()
    {
        var clock = new Clock();
        var rate = new DownloadRate(clock);
        // What was here before the attempt does not count.
        rate.Restart(1_000_000);
        var bytes = 1_000_000L;
        for (var i = 0; i < 100; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(0.2));
            bytes += 200;
            Assert.Equal(1000, rate.Update(bytes), 1e-6);
        }
        for (var i = 0; i < 30; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(0.2));
            bytes += 2000;
            rate.Update(bytes);
        }
        Assert.Equal(10_000, rate.Update(bytes), 1e-6);
    }

    [Fact]
    public void Nothing_yet_is_no_rate()
    {
        var rate = new DownloadRate(new Clock());
        rate.Restart(5);
        Assert.Equal(0, rate.Update(5));
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
