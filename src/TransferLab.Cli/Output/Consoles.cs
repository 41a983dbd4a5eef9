namespace TransferLab.Cli.Output;

/// <summary>Spectre consoles over the command's own writers.</summary>
internal static class Consoles
{
    // Tables in a file or pipe must not be cut to the width of a terminal that is not there.
    private const int RedirectedWidth = 160;

    public static IAnsiConsole For(TextWriter output)
    {
        var redirected = !ReferenceEquals(output, Console.Out) || Console.IsOutputRedirected;
        var ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = ansi });
        if (redirected)
            console.Profile.Width = RedirectedWidth;
        return console;
    }
}
