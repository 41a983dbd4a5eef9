namespace TransferLab.Cli.Progress;

/// <summary>Shows downloads on stderr: bars on a terminal, plain lines where output is redirected.</summary>
internal abstract class PullRenderer
{
    /// <summary>The renderer that fits the error stream.</summary>
    public static PullRenderer Create(TextWriter error)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
            return new PlainPull(error);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Profile.Capabilities.Ansi ? new TerminalPull(console) : new PlainPull(error);
    }

    /// <summary>Shows what the work reports, until it ends.</summary>
    public abstract Task RunAsync(Func<Action<DownloadProgress>, Task> work);
}

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
        return p.Left is { } left && p.Bytes < p.Total ? $"{text}  {TimeText.Of(left)} left" : text;
    }
}

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
