namespace TransferLab.Cli.Progress;

/// <summary>Shows a run's events on stderr: a live status line on a terminal, plain lines where output is redirected.</summary>
internal abstract class ProgressRenderer : IDisposable
{
    /// <summary>The renderer that fits the error stream.</summary>
    public static ProgressRenderer Create(TextWriter error)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
            return new PlainProgress(error);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Profile.Capabilities.Ansi ? new TerminalProgress(console) : new PlainProgress(error);
    }

    /// <summary>Whether what happens inside runs is left out because there are many: said once the first run of a comparison begins.</summary>
    protected bool IsComparison { get; private set; }

    /// <summary>Takes note of what kind of work is reported.</summary>
    protected void Note(TrainingEvent e) => IsComparison |= e is CellStarted or CellCompleted;

    /// <summary>Shows one event. May be called from any thread.</summary>
    public abstract void Report(TrainingEvent e);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
