using TransferLab.Classifiers.Evaluation;
using TransferLab.Errors;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_share_is_about_that_of_the_binomial()
    {
        // 60 of 100: ± 1.96 · √(0.6 · 0.4 / 100) is 0.504 to 0.696.
        var interval = Share(60, 100, new BootstrapOptions { Resamples = 4000 });

        Assert.Equal(0.6, interval.Value, 1e-12);
        Assert.Equal(0.504, interval.Low, 0.015);
        Assert.Equal(0.696, interval.High, 0.015);
    }

    [Fact]
    public void More_confidence_is_a_wider_interval_and_the_seed_decides_all()
    {
        var (narrow, wide) = (Share(60, 100, new BootstrapOptions { Confidence = 0.8 }), Share(60, 100, new BootstrapOptions { Confidence = 0.99 }));

        Assert.True(wide.Low < narrow.Low && wide.High > narrow.High);
        Assert.Equal(wide, Share(60, 100, new BootstrapOptions { Confidence = 0.99 }));
        Assert.NotEqual(Share(60, 100, new BootstrapOptions { Resamples = 101 }), Share(60, 100, new BootstrapOptions { Resamples = 101, Seed = 2 }));
    }

    [Fact]
    public void Every_resample_has_as_many_images_as_the_set() =>
        Bootstrap.Intervals(17, new BootstrapOptions { Resamples = 50 }, counts =>
        {
            Assert.Equal(17, counts.Sum());
            return [0];
        });

    [Fact]
    public void Quantiles_lie_between_neighbours()
    {
        Assert.Equal(2.5, Bootstrap.Quantile([1, 2, 3, 4], 0.5), 1e-12);
        Assert.Equal(1, Bootstrap.Quantile([1, 2, 3, 4], 0));
        Assert.Equal(4, Bootstrap.Quantile([1, 2, 3, 4], 1));
        Assert.Equal(7, Bootstrap.Quantile([7], 0.3));
    }

    [Fact]
    public void Bad_options_say_what_is_wrong()
    {
        Assert.Contains("Resamples -1", Assert.Throws<SettingException>(() => new BootstrapOptions { Resamples = -1 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Confidence 1", Assert.Throws<SettingException>(() => new BootstrapOptions { Confidence = 1 }.Validate()).Message, StringComparison.Ordinal);
    }

    private static ScoreInterval Share(int right, int of, BootstrapOptions options) =>
        Bootstrap.Intervals(of, options, counts => [(double)counts.Take(right).Sum() / of])![0];
}
