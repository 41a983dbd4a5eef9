using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>How many images each label has, and how much they counted.</summary>
internal sealed class BalanceSection : IRunSection
{
    public string Title => "Balance";

    public bool Applies(RunSummary run) => run.Result.Balance.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var table = new HtmlTable("Weight: " + (run.IsMultiLabel ? "of images with the label against those without it, in the loss." : "of the label's images in the loss.") + " An epoch: images with the label that it visits, repeats counted.",
            new("Label", false), new("Training images"), new("Held out"), new("Weight"), new("An epoch"));
        foreach (var b in run.Result.Balance)
            table.Add(b.Label, Figures.Count(b.TrainImages), Figures.Count(b.ValidationImages), Figures.Short(b.Weight), Figures.Short(b.PerEpoch));
        table.Write(html);
    }
}
