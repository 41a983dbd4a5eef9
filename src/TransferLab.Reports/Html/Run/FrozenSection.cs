using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>What was frozen, and the proof that it stayed so.</summary>
internal sealed class FrozenSection : IRunSection
{
    public string Title => "What was frozen";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var r = run.Result;
        html.Element("p", $"Strategy {run.Config.Freeze}: {Figures.Count(r.TrainableParameters)} of {Figures.Count(r.TotalParameters)} parameters trained in the last phase, head included.");
        if (r.Frozen.Tensors == 0)
        {
            html.Element("p", "No tensor stayed frozen throughout.");
            return;
        }
        html.Element("p", $"{Figures.Count(r.Frozen.Tensors)} tensors were frozen throughout, and are in the classifier bit for bit what they were in the backbone. Their SHA-256 before and after:");
        html.Element("pre", r.Frozen.BackboneHash == r.Frozen.ModelHash ? r.Frozen.BackboneHash : $"{r.Frozen.BackboneHash}\n{r.Frozen.ModelHash}");
    }
}
