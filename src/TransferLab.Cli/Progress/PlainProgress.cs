namespace TransferLab.Cli.Progress;

/// <summary>One line per thing that happened, for log files: no colours, no cursor movement, and not more than a line
/// every few seconds while features are extracted.</summary>
internal sealed class PlainProgress(TextWriter writer) : ProgressRenderer
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    public override void Report(TrainingEvent e)
    {
        lock (_gate)
        {
            Note(e);
            switch (e)
            {
                case CellStarted cell when _sinceLine.Elapsed > s_pause || cell.Done == 0:
                    Line(cell.ToString());
                    break;
                case CellCompleted or StrategyEnded:
                    Line(e.ToString());
                    break;
                case PhaseStarted when IsComparison:
                case FeaturesExtracted when IsComparison && _sinceLine.Elapsed <= s_pause:
                case EpochCompleted when IsComparison && _sinceLine.Elapsed <= s_pause:
                case RunMessage { IsWarning: false } when IsComparison:
                    break;
                case DatasetLoaded d:
                    Line(d.ToString());
                    foreach (var warning in d.Warnings)
                        Line("warning: " + warning);
                    foreach (var skipped in d.Skipped)
                        Line($"skipped: {skipped.Path}: {skipped.Reason}");
                    break;
                case PhaseStarted p:
                    Line(p.ToString());
                    break;
                case FeaturesExtracted f when f.Done == f.Total || _sinceLine.Elapsed > s_pause:
                    Line(f.ToString());
                    break;
                case EpochCompleted c:
                    Line(EventText.Of(c));
                    break;
                case RunMessage m:
                    Line(m.IsWarning ? "warning: " + m.Words.In(FlagNames.Of) : m.Words.In(FlagNames.Of));
                    break;
            }
        }
    }

    private void Line(string text)
    {
        _sinceLine.Restart();
        writer.WriteLine(text);
        writer.Flush();
    }
}
