using System.Diagnostics;
using TransferLab.Backbones.Catalog;

namespace TransferLab.Cli.Progress;

/// <summary>A line every few seconds, one at the end, and one for whatever happens in between.</summary>
internal sealed class PlainPull(TextWriter writer) : PullRenderer
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    public override Task RunAsync(Func<Action<DownloadProgress>, Task> work) => work(Report);

    private void Report(DownloadProgress p)
    {
        if (p.Note is { } note)
            Line($"{p.Name}: {note}");
        else if (p.Bytes == p.Total || _sinceLine.Elapsed > s_pause)
            Line($"{p.Name}: {PullText.Of(p)}");
    }

    private void Line(string text)
    {
        _sinceLine.Restart();
        writer.WriteLine(text);
        writer.Flush();
    }
}
