using TransferLab.Backbones.Catalog;
using TransferLab.Cli.Progress;

namespace TransferLab.Cli.Tests.Progress;

public sealed class PullRendererTests
{
    [Theory]
    [InlineData(5_100_000, 3_200_000, 2.8, "5.1/14.0 MB  3.2 MB/s  3 s left")]
    [InlineData(0, 0, null, "0.0/14.0 MB")]
    [InlineData(14_000_000, 3_200_000, 0.0, "14.0/14.0 MB  3.2 MB/s")]
    public void Progress_is_bytes_rate_and_time_left(long bytes, double rate, double? left, string expected) =>
        Assert.Equal(expected, PullText.Of(new("net", bytes, 14_000_000, rate, left is { } s ? TimeSpan.FromSeconds(s) : null, null)));

    [Fact]
    public async Task Where_output_is_redirected_there_are_plain_lines()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        await PullRenderer.Create(writer).RunAsync(report =>
        {
            report(new DownloadProgress("net", 0, 10_000_000, 0, null, null));
            report(new DownloadProgress("net", 5_000_000, 10_000_000, 1_000_000, TimeSpan.FromSeconds(5), null));
            report(new DownloadProgress("net", 5_000_000, 10_000_000, 0, null, "the connection ended early; trying again in 1 s"));
            report(new DownloadProgress("net", 10_000_000, 10_000_000, 1_000_000, TimeSpan.Zero, null));
            return Task.CompletedTask;
        });
        Assert.Equal("net: the connection ended early; trying again in 1 s\nnet: 10.0/10.0 MB  1.0 MB/s\n", writer.ToString());
    }
}
