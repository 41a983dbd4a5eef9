using TransferLab.Files;
using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>What to type next, and how to repeat the run.</summary>
internal sealed class CommandsSection : IRunSection
{
    public string Title => "Commands";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var package = Shell.Quote(run.Result.Package);
        Command(html, "Label pictures", $"transferlab predict {package} picture.jpg");
        Command(html, "Score another folder", $"transferlab evaluate {package} FOLDER");
        Command(html, "Serve over HTTP", $"transferlab serve {package}");
        Command(html, "Repeat this run (same seed, same weights), into a new folder", RunCommand.Of(run.Config, run.Result.Run + "-again"));
        Command(html, "Write this page anew", $"transferlab report {Shell.Quote(run.Result.Run)}");
    }

    private static void Command(HtmlWriter html, string what, string command)
    {
        html.Element("h3", what);
        html.Element("pre", command);
    }
}
