using System.Globalization;
using TransferLab.Backbones.Catalog;

namespace TransferLab.Cli.Progress;

/// <summary>The words for a download's progress, the same in every renderer.</summary>
internal static class PullText
{
    private const double Megabyte = 1e6;

    /// <summary>E.g. <c>5.1/14.0 MB  3.2 MB/s  3 s left</c>.</summary>
    public static string Of(DownloadProgress p)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{p.Bytes / Megabyte:0.0}/{p.Total / Megabyte:0.0} MB");
        if (p.BytesPerSecond > 0)
            text += string.Create(CultureInfo.InvariantCulture, $"  {p.BytesPerSecond / Megabyte:0.0} MB/s");
        return p.Left is { } left && p.Bytes < p.Total ? $"{text}  {EventText.Time(left)} left" : text;
    }
}
