using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>What the run was made with.</summary>
internal sealed class EnvironmentSection : IRunSection
{
    public string Title => "Environment";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var e = run.Config.Environment;
        var table = new HtmlTable("What the run was made with", new("Part", false), new("Version", false));
        table.Add("TransferLab", e.TransferLab);
        table.Add(".NET", e.Framework);
        table.Add("ONNX Runtime", e.OnnxRuntime);
        table.Add("system", e.OperatingSystem);
        table.Add("processor", $"{e.Architecture}, {Figures.Count(e.Cores)} cores");
        table.Write(html);
    }
}
