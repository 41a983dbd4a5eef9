using Spectre.Console;
using TransferLab.Backbones.Catalog;

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
