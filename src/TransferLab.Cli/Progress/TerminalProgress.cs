namespace TransferLab.Cli.Progress;

/// <summary>Epochs as lines that stay, and below them one status line that is redrawn while work goes on.</summary>
internal sealed class TerminalProgress(IAnsiConsole console) : ProgressRenderer
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly Stopwatch _phase = Stopwatch.StartNew();
    private readonly Stopwatch _sinceStatus = Stopwatch.StartNew();
    private string _cell = "";
    private int _firstEpoch;
    private bool _hasStatus;

    public override void Report(TrainingEvent e)
    {
        lock (_gate)
        {
            Note(e);
            switch (e)
            {
                case CellStarted cell:
                    _cell = $"{cell}  |  ";
                    Status(_cell, true);
                    break;
                case CellCompleted or StrategyEnded:
                    Line(Markup.Escape(e.ToString()));
                    break;
                case PhaseStarted p when IsComparison:
                    _firstEpoch = p.FirstEpoch;
                    _phase.Restart();
                    break;
                case EpochCompleted or RunMessage { IsWarning: false } when IsComparison:
                    break;
                case DatasetLoaded d:
                    Line($"[bold]{Markup.Escape(d.ToString())}[/]");
                    foreach (var warning in d.Warnings)
                        Line($"[yellow]warning:[/] {Markup.Escape(warning)}");
                    foreach (var skipped in d.Skipped)
                        Line($"[yellow]skipped:[/] {Markup.Escape($"{skipped.Path}: {skipped.Reason}")}");
                    break;
                case PhaseStarted p:
                    _firstEpoch = p.FirstEpoch;
                    _phase.Restart();
                    Line($"[bold]{Markup.Escape(p.ToString())}[/]");
                    break;
                case FeaturesExtracted f:
                    Status(_cell + f, f.Done == f.Total);
                    if (f.Done == f.Total)
                        _phase.Restart();
                    break;
                case StepCompleted s:
                    Status(_cell + EventText.Of(s, Left(s)), false);
                    break;
                case EpochCompleted c:
                    Line(Markup.Escape(EventText.Of(c)) + (c.IsBest ? " [green]best[/]" : ""));
                    break;
                case RunMessage m:
                    Line(m.IsWarning ? $"[yellow]warning:[/] {Markup.Escape(m.Words.In(FlagNames.Of))}" : Markup.Escape(m.Words.In(FlagNames.Of)));
                    break;
            }
        }
    }

    public override void Dispose()
    {
        lock (_gate)
            Clear();
        base.Dispose();
    }

    private TimeSpan Left(StepCompleted s)
    {
        var done = s.Epoch - _firstEpoch + (s.Step + 1.0) / s.Steps;
        return done <= 0 ? TimeSpan.Zero : _phase.Elapsed * ((s.Epochs - _firstEpoch - done) / done);
    }

    private void Line(string markup)
    {
        Clear();
        console.MarkupLine(markup);
    }

    private void Status(string text, bool now)
    {
        if (!now && _sinceStatus.Elapsed < s_redraw)
            return;
        _sinceStatus.Restart();
        Clear();
        // Never as wide as the terminal: a wrapped status line could not be taken back.
        var width = Math.Max(20, console.Profile.Width - 1);
        console.Write(new Text(text.Length > width ? text[..width] : text, new Style(Color.Grey)));
        _hasStatus = true;
    }

    private void Clear()
    {
        if (_hasStatus)
            console.Profile.Out.Writer.Write("\r\e[2K");
        _hasStatus = false;
    }
}
